package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceException;
import io.workloadplacement.cli.trace.TraceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The traces of a folder.
 *
 * @param traces by name
 * @param skipped names of the files that are no traces
 */
record TraceFolder(List<TraceFile> traces, List<Path> skipped) {

  /** Surveys all files of a folder, not of those within it. */
  static TraceFolder open(Path folder, OptionalDouble bin, PrintWriter err) {
    List<TraceFile> traces = new ArrayList<>();
    List<Path> skipped = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Optional<TraceFile> trace =
            TraceFile.hasName(file)
                ? TraceFile.open(
                    file,
                    bin,
                    new ProgressBar(err, "Checking " + file.getFileName(), Files.size(file)))
                : Optional.empty();
        trace.ifPresentOrElse(traces::add, () -> skipped.add(file));
      }
    } catch (IOException e) {
      throw new TraceException(folder, "cannot be listed: " + e.getMessage());
    }
    return new TraceFolder(traces, skipped);
  }
}
