package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The stock kubectl; tests are skipped where there is none on the path. */
public final class Kubectl {

  private final Path folder;
  private final Path kubeconfig;

  /** What a command printed, on either stream, and its exit status. */
  public record Run(int code, String output) {}

  /**
   * @param folder for its cache and output
   */
  public Kubectl(Path folder, Path kubeconfig) {
    boolean present =
        List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "kubectl")));
    assumeTrue(present, "there is no kubectl on the path");
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  /** Runs a command. */
  public Run run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(
        List.of("--kubeconfig", kubeconfig.toString(), "--cache-dir", folder.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return new Run(process.exitValue(), Files.readString(output));
  }

  /** Applies a manifest. */
  public Run apply(String manifest, String... flags) throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(folder, "manifest", ".yaml"), manifest);
    List<String> arguments = new ArrayList<>(List.of("apply", "-f", file.toString()));
    arguments.addAll(List.of(flags));
    return run(arguments.toArray(String[]::new));
  }
}
