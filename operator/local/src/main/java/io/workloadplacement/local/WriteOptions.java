package io.workloadplacement.local;

import java.util.ArrayList;
import java.util.List;

/**
 * How a write is to be done.
 *
 * @param manager who is noted as the owner of the fields that change
 * @param dryRun whether everything happens but the storing
 * @param force whether an apply takes fields from other managers
 * @param validation what happens to unknown fields
 * @param warnings collects what the client is to be warned of
 */
record WriteOptions(
    String manager,
    boolean dryRun,
    boolean force,
    FieldValidation validation,
    List<String> warnings) {

  enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  /** A write of one of the server's own controllers. */
  static WriteOptions by(String manager) {
    return new WriteOptions(manager, false, true, FieldValidation.IGNORE, new ArrayList<>());
  }
}
