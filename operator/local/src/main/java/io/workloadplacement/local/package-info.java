/**
 * The local mode: an API server in the process, over an in-memory store, with simulated controllers
 * instead of nodes and Knative.
 *
 * <p>Where it answers, it answers as Kubernetes 1.36 does; everything else it refuses with 501. It
 * knows nothing of the operator, which reaches it over HTTP like any other client.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.local;
