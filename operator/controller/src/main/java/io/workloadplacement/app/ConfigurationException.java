package io.workloadplacement.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings are wrong; the message has a line for each, with its value, its rule and a way out. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  ConfigurationException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** One sentence for each setting that is wrong. */
  public List<String> problems() {
    return problems;
  }
}
