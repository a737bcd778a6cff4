package io.workloadplacement.install;

import static io.workloadplacement.install.ApiWrite.create;
import static io.workloadplacement.install.ApiWrite.delete;
import static io.workloadplacement.install.ApiWrite.patch;
import static io.workloadplacement.install.ApiWrite.placement;
import static io.workloadplacement.install.ApiWrite.service;
import static io.workloadplacement.install.ApiWrite.template;

/** What takes no rights beyond those to write the object itself. */
enum FreeWrite {
  KEEP_A_TEMPLATE_ON_A_DEPLOYMENT(
      "without-knative", create(placement("new", template("a"), "Pinned, target: Deployment"))),
  HAVE_A_RECOMMENDATION(
      "without-knative", create(placement("new", "workloadRef: {name: legacy}", "Recommend"))),
  ANNOTATE_FOR_A_DEPLOYMENT(
      "without-knative",
      create(service("new", "traffic-pattern: Steady, workloadplacement.io/mode: Recommend"))),
  A_SERVICE_WITHOUT_ANNOTATIONS(
      "exposer", create(service("new", "x: y").replace("workloadplacement.io/x", "x"))),
  ANOTHER_TOOLS_ANNOTATION(
      "exposer",
      patch("services", "", "annotated", "{'metadata': {'annotations': {'example.com/a': 'b'}}}")),
  A_LABEL_OF_A_PLAIN_SERVICE(
      "exposer", patch("services", "", "plain", "{'metadata': {'labels': {'a': 'b'}}}")),
  A_PORT_OF_A_PLAIN_SERVICE(
      "exposer", patch("services", "", "plain", "{'spec': {'ports': [{'port': 81}]}}")),
  DELETE_A_PLAIN_SERVICE("exposer", delete("services", "plain")),
  THE_STATUS_OF_AN_ANNOTATED_SERVICE(
      "status-writer",
      patch(
          "services",
          "status",
          "annotated",
          "{'status': {'conditions': [{'type': 'example.com/Ready', 'status': 'True', 'reason': 'A', 'message': '', 'lastTransitionTime': '2026-01-01T00:00:00Z'}]}}"));

  private final String user;
  private final ApiWrite write;

  FreeWrite(String user, ApiWrite write) {
    this.user = user;
    this.write = write;
  }

  String user() {
    return user;
  }

  ApiWrite write() {
    return write;
  }
}
