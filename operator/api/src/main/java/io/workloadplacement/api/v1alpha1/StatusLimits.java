package io.workloadplacement.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every status within what etcd takes and a person reads, whatever a workload, a policy or a
 * failure contains. What is limited already stays as it is.
 */
final class StatusLimits {

  /** Entries of a list; one more says how many there are besides. */
  static final int ENTRIES = 20;

  /** Characters of an entry's sentence. */
  static final int SENTENCE = 512;

  /** Characters of the path of a field. */
  static final int PATH = 256;

  /** Characters of a message that stands alone. */
  static final int MESSAGE = 4096;

  private StatusLimits() {}

  static @Nullable String text(@Nullable String text, int most) {
    if (text == null || text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  static List<String> sentences(List<String> sentences) {
    return entries(sentences, rest -> rest).stream()
        .map(sentence -> text(sentence, SENTENCE))
        .toList();
  }

  /** Blockers of one side do not crowd out those of the other. */
  static List<Blocker> blockers(List<Blocker> blockers) {
    if (blockers.size() <= ENTRIES + 1) {
      return List.copyOf(blockers);
    }
    return Arrays.stream(Target.values())
        .flatMap(
            side ->
                entries(
                    blockers.stream().filter(b -> Objects.equals(b.target(), side)).toList(),
                    rest -> new Blocker(side, "spec", rest))
                    .stream())
        .toList();
  }

  static List<Condition> conditions(List<Condition> conditions) {
    return conditions.stream().limit(ENTRIES).map(StatusLimits::condition).toList();
  }

  private static Condition condition(Condition condition) {
    String message = text(condition.getMessage(), MESSAGE);
    return Objects.equals(message, condition.getMessage())
        ? condition
        : new ConditionBuilder(condition).withMessage(message).build();
  }

  private static <T> List<T> entries(List<T> all, Function<String, T> andMore) {
    if (all.size() <= ENTRIES + 1) {
      return List.copyOf(all);
    }
    List<T> limited = new ArrayList<>(all.subList(0, ENTRIES));
    limited.add(andMore.apply(String.format(Locale.ROOT, "and %,d more", all.size() - ENTRIES)));
    return List.copyOf(limited);
  }
}
