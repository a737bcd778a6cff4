package io.workloadplacement.cli;

/** By how many letters names differ (Levenshtein). */
final class EditDistance {

  private static final int LETTERS_PER_SLIP = 3;

  private EditDistance() {}

  /** Whether one name may be a slip of the other, or its beginning. */
  static boolean areNear(String one, String other) {
    return other.startsWith(one)
        || between(one, other) <= Math.max(1, other.length() / LETTERS_PER_SLIP);
  }

  private static int between(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
