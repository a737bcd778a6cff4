package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Versions;
import io.workloadplacement.decision.Pin;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pins a placement by annotation, for a while or without an end. */
@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Pins a placement to a side by an annotation, on the placement or on the Service that it is"
            + " generated from. The spec stays as it is, so that GitOps tools do not undo it. What"
            + " the operator would not follow is refused, and nothing is changed.",
    footer =
        "%nExit status: 0 when it is pinned; 1 when that was refused or failed; 2 when the command"
            + " line is wrong.")
final class PinCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofDays(3650);

  private final InstantSource clock;

  @Parameters(
      index = "1",
      paramLabel = "Deployment|Knative",
      converter = MigrateCommand.Side.class,
      description = "The side.")
  private Target side;

  @ArgGroup private @Nullable End end;

  @Mixin private PlacementOptions chosen;

  @Spec private CommandSpec spec;

  /** When the pin stops counting: one or the other. */
  private static final class End {
    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "How long it counts, such as 2h. Without an end it counts until unpin.")
    private @Nullable String duration;

    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "Until when it counts, such as 2026-12-01T00:00:00Z.")
    private @Nullable String time;
  }

  PinCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    CommandMessages messages = new CommandMessages(spec.commandLine());
    Instant now = clock.instant();
    Optional<Instant> until = Optional.ofNullable(end).map(given -> until(given, now, messages));
    return chosen.run((placements, placement) -> pin(placements, placement, until, now));
  }

  private int pin(
      PlacementReader placements, WorkloadPlacement placement, Optional<Instant> until, Instant now)
      throws PinChange.RejectedException {
    PinAnnotation annotation = new PinAnnotation(placements.client(), placement);
    String value = PinAnnotation.value(side, until);
    new PinForecast(placements.client(), now).refuse(annotation.with(value), side);
    String where = annotation.write(value);
    PlacementState state = new PlacementState(placement);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%s is pinned to %s: %s is '%s' on %s."
            .formatted(state.key(), side, Pin.ANNOTATION, value, where));
    out.println(
        MigrationView.running(placement)
            + (state.target().filter(side::equals).isPresent()
                ? ", and stays there."
                : "; it migrates to %s. Follow it: kubectl get wp %s -n %s -w"
                    .formatted(side, state.name(), state.namespace())));
    out.println(
        "To undo it: %s unpin %s -n %s"
            .formatted(spec.root().name(), state.name(), state.namespace()));
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static Instant until(End end, Instant now, CommandMessages messages) {
    return end.duration == null ? time(end, now, messages) : after(end.duration, now, messages);
  }

  private static Instant after(String text, Instant now, CommandMessages messages) {
    try {
      Duration duration = DurationText.parse(text);
      if (duration.toSeconds() == 0 || duration.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("'" + text + "' must be from 1s to 87600h");
      }
      return now.plus(duration).truncatedTo(ChronoUnit.SECONDS);
    } catch (IllegalArgumentException e) {
      throw messages.wrong("--for: " + e.getMessage());
    }
  }

  private static Instant time(End end, Instant now, CommandMessages messages) {
    String text = String.valueOf(end.time);
    Instant until =
        Age.instant(text)
            .orElseThrow(
                () ->
                    messages.wrong(
                        "--until: '%s' is not a date-time: write it as 2026-12-31T00:00:00Z"
                            .formatted(text)));
    if (!until.isAfter(now)) {
      throw messages.wrong(
          "--until: '%s' has passed: write a moment after %s"
              .formatted(text, now.truncatedTo(ChronoUnit.SECONDS)));
    }
    return until;
  }
}
