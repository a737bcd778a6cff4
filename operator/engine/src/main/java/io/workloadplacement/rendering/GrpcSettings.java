package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The port that serves under a name that speaks of gRPC, among the arguments and variables of a
 * container. Where others are called ({@code PAYMENT_GRPC_ADDR=payment:50051}) says nothing.
 */
final class GrpcSettings {

  /** With these words alone the name of a setting speaks of the server itself. */
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "grpc",
          "server",
          "port",
          "addr",
          "address",
          "listen",
          "bind",
          "spring",
          "quarkus",
          "endpoint");

  private GrpcSettings() {}

  /** Finds one, by what a container is told. */
  static Optional<ContainerSetting> in(Container container, int port) {
    return ContainerSetting.of(container)
        .filter(setting -> isOfTheServer(setting.words()))
        .filter(
            setting -> {
              String value = setting.value();
              return value != null && value.matches("((0[.]0[.]0[.]0|[*]|\\[::])?:)?" + port);
            })
        .findFirst();
  }

  private static boolean isOfTheServer(List<String> words) {
    return words.contains("grpc") && OF_THE_SERVER.containsAll(words);
  }
}
