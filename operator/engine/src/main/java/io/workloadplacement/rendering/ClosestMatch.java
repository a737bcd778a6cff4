package io.workloadplacement.rendering;

import io.workloadplacement.decision.ClosestName;
import java.util.Collection;
import java.util.Optional;

/** Finds what was meant by a word that is not known. */
final class ClosestMatch {

  private ClosestMatch() {}

  /** The nearest known word, where at most a third of the letters differ. */
  static Optional<String> meant(String word, Collection<String> known) {
    return ClosestName.of(word, known);
  }
}
