package io.workloadplacement.install;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/** One request that changes something in the namespace of the rights that are tried. */
interface ApiWrite {

  /** That namespace. */
  String NAMESPACE = "rights-not-gained";

  /** How a deletion is tried. */
  Map<String, Object> DRY_RUN =
      Map.of("apiVersion", "v1", "kind", "DeleteOptions", "dryRun", List.of("All"));

  /** Makes the request, as a dry run. */
  void by(KubernetesClient user);

  /** Creates what some YAML says. */
  static ApiWrite create(String yaml) {
    return user -> user.resource(yaml).inNamespace(NAMESPACE).dryRun().create();
  }

  /** Merges some JSON, with single quotes, into a placement or a Service, or its subresource. */
  static ApiWrite patch(String resources, String subresource, String name, String json) {
    PatchContext merge =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withDryRun(List.of("All"))
            .build();
    return user -> {
      String body = json.replace('\'', '"');
      var object =
          resources.equals("services")
              ? user.genericKubernetesResources("v1", "Service")
                  .inNamespace(NAMESPACE)
                  .withName(name)
              : user.genericKubernetesResources(
                      "workloadplacement.io/v1alpha1", "WorkloadPlacement")
                  .inNamespace(NAMESPACE)
                  .withName(name);
      if (subresource.isEmpty()) {
        object.patch(merge, body);
      } else {
        object.subresource(subresource).patch(merge, body);
      }
    };
  }

  /** Deletes a placement or a Service. */
  static ApiWrite delete(String resources, String name) {
    return user -> user.raw(uri(resources) + "/" + name, "DELETE", DRY_RUN);
  }

  /** Deletes all placements that have a label. */
  static ApiWrite deleteCollection(String label) {
    return user ->
        user.raw(uri("workloadplacements") + "?labelSelector=" + label, "DELETE", DRY_RUN);
  }

  private static String uri(String resources) {
    String group = resources.equals("services") ? "/api/v1" : "/apis/workloadplacement.io/v1alpha1";
    return group + "/namespaces/" + NAMESPACE + "/" + resources;
  }

  /**
   * A placement.
   *
   * @param runs the field that says what
   * @param mode the mode, and whatever follows it in {@code spec.placement}
   */
  static String placement(String name, String runs, String mode) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: %s, labels: {compliance: pci}}
        spec:
          %s
          traffic: {pattern: Steady, averageRequestsPerSecond: "1"}
          latency: {target: 1s}
          placement: {mode: %s}
        """
        .formatted(name, runs, mode);
  }

  /** A pod template, as YAML and as JSON with single quotes. */
  static String template(String image) {
    return "'template': {'spec': {'containers': [{'name': 'a', 'image': '%s'}]}}".formatted(image);
  }

  /** A Service with the annotation of that key, and those that follow it. */
  static String service(String name, String annotations) {
    return """
        apiVersion: v1
        kind: Service
        metadata:
          name: %s
          labels: {compliance: pci}
          annotations: {workloadplacement.io/%s}
        spec: {selector: {app: legacy}, ports: [{port: 80}]}
        """
        .formatted(name, annotations);
  }

  /** A patch that sets an annotation of ours to a value in JSON. */
  static String annotation(String key, String value) {
    return "{'metadata': {'annotations': {'workloadplacement.io/%s': %s}}}".formatted(key, value);
  }

  /** An owner that is not there, as JSON with single quotes. */
  static String owner(String kind) {
    return "{'apiVersion': 'v1', 'kind': '%s', 'name': 'gone', 'uid': '%s', 'controller': true}"
        .formatted(kind, "00000000-0000-0000-0000-000000000001");
  }
}
