package io.workloadplacement.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads settings from options and environment, and collects what is wrong with them. */
final class SettingReader {

  private final Map<Setting, String> options;
  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  SettingReader(Map<Setting, String> options, Map<String, String> environment) {
    this.options = options;
    this.environment = environment;
  }

  /**
   * Reads a setting, or its default.
   *
   * @param parser gives nothing for a value that breaks the setting's rule
   */
  <T> T read(Setting setting, Function<String, Optional<T>> parser) {
    return readIfSet(setting, parser)
        .or(() -> parser.apply(setting.defaultValue()))
        .orElseThrow(() -> new IllegalStateException(setting + " has a wrong default"));
  }

  /** Reads a setting whose default depends on the surroundings; empty where it is not set. */
  <T> Optional<T> readIfSet(Setting setting, Function<String, Optional<T>> parser) {
    Optional<String> text = text(setting);
    Optional<T> value = text.flatMap(parser);
    if (text.isPresent() && value.isEmpty()) {
      problem(
          setting,
          "must be " + setting.rule(),
          "Write for example "
              + written(setting, setting.example())
              + ", or leave it out for the default ("
              + setting.defaultDescription()
              + ").");
    }
    return value;
  }

  /**
   * Adds a problem.
   *
   * @param rule what is wrong, as the end of a sentence "it ..."
   * @param wayOut a sentence that says what to do
   */
  void problem(Setting setting, String rule, String wayOut) {
    problems.add(
        written(setting, text(setting).orElse(setting.defaultValue()))
            + " is wrong: it "
            + rule
            + ". "
            + wayOut);
  }

  boolean isSet(Setting setting) {
    return text(setting).isPresent();
  }

  void throwProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private Optional<String> text(Setting setting) {
    String text = options.getOrDefault(setting, environment.getOrDefault(setting.name(), ""));
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }

  private String written(Setting setting, String value) {
    return (options.containsKey(setting) ? setting.option() : setting.name()) + "=" + value;
  }
}
