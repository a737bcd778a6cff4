package io.workloadplacement.rendering;

import io.workloadplacement.api.v1alpha1.Protocol;

/** How ports are named after what is spoken on them. */
final class PortNames {

  private PortNames() {}

  /** Name of a Service's or a container's port, by which meshes and gateways also go. */
  static String of(Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> "http";
      case H2C -> "h2c";
      case GRPC -> "grpc";
      case TCP -> "tcp";
    };
  }

  /** The {@code appProtocol} of a Service's port; gRPC here is HTTP/2 without TLS. */
  static String appProtocol(Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> "http";
      case H2C, GRPC -> "kubernetes.io/h2c";
      case TCP -> "tcp";
    };
  }

  /** What Knative takes: the two names by which it tells HTTP/1 from HTTP/2. */
  static String knative(Protocol protocol) {
    return switch (protocol) {
      case H2C, GRPC -> "h2c";
      case HTTP1, TCP -> "http1";
    };
  }
}
