package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One change of one object, as watches see it.
 *
 * @param resource the resource, such as {@code deployments.apps}
 * @param object the object after the change; for a removal its last state
 * @param previous the object before the change; null for a new one
 */
record Change(Type type, String resource, ObjectNode object, ObjectNode previous, long version) {

  enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
