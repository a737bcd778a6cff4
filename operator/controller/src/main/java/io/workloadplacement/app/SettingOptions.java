package io.workloadplacement.app;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings of the operator as options of a command. */
final class SettingOptions {

  private SettingOptions() {}

  /** Adds an option for each setting; its help is the setting's documentation. */
  static void addTo(CommandSpec command) {
    Arrays.stream(Setting.values()).map(SettingOptions::option).forEach(command::addOption);
  }

  /** The settings that were given on the command line. */
  static Map<Setting, String> of(ParseResult parsed) {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (parsed.hasMatchedOption(setting.option())) {
        given.put(setting, parsed.matchedOptionValue(setting.option(), ""));
      }
    }
    return given;
  }

  private static OptionSpec option(Setting setting) {
    return OptionSpec.builder(setting.option())
        .paramLabel("VALUE")
        .type(String.class)
        .description(
            setting.meaning(),
            "Value: " + setting.rule() + ".",
            "Default: " + setting.defaultDescription() + ". Variable: " + setting.name())
        .build();
  }
}
