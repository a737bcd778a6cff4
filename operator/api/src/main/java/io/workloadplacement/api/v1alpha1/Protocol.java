package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What callers speak to a workload. */
public enum Protocol {
  /** HTTP/1.1. */
  @JsonProperty("HTTP1")
  HTTP1("HTTP1"),
  /** HTTP/2 without TLS. */
  @JsonProperty("H2C")
  H2C("H2C"),
  /** gRPC, over HTTP/2 without TLS. */
  @JsonProperty("GRPC")
  GRPC("GRPC"),
  /** Anything else over TCP; Knative cannot serve it. */
  @JsonProperty("TCP")
  TCP("TCP");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** The name as it stands in YAML. */
  @Override
  public String toString() {
    return text;
  }
}
