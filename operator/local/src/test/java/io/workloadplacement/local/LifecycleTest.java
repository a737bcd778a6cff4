package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifecycleTest extends ClusterTest {

  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: map}
      data: {key: value}
      """;

  private static String owned(String name, String ownerName, String ownerUid) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: %s, uid: %s}]
        """
        .formatted(name, ownerName, ownerUid);
  }

  private String uid(String name) {
    return api.get(CONFIG_MAPS + "/" + name).at("/metadata/uid").asText();
  }

  private void untilGone(String path) {
    until(path, answer -> answer.path("reason").asText().equals("NotFound"));
  }

  @Test
  void anObjectWhoseOwnerIsDeletedIsDeletedToo() {
    api.create(CONFIG_MAPS, MAP);
    api.create(CONFIG_MAPS, owned("child", "map", uid("map")));

    api.delete(CONFIG_MAPS + "/map");

    untilGone(CONFIG_MAPS + "/child");
  }

  @Test
  void anObjectIsDeletedWhoseOwnerWasGoneBeforeItCame() {
    api.create(CONFIG_MAPS, MAP);
    String uid = uid("map");
    api.delete(CONFIG_MAPS + "/map");
    api.create(CONFIG_MAPS, MAP);

    api.create(CONFIG_MAPS, owned("child", "map", uid));

    untilGone(CONFIG_MAPS + "/child");
    assertThat(api.get(CONFIG_MAPS + "/map").code()).isEqualTo(200);
  }

  @Test
  void anObjectWithASecondOwnerStays() {
    api.create(CONFIG_MAPS, MAP);
    api.create(CONFIG_MAPS, MAP.replace("name: map", "name: other"));
    api.create(CONFIG_MAPS, owned("child", "map", uid("map")));
    api.patch(
        CONFIG_MAPS + "/child",
        ApiClient.STRATEGIC,
        "{metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: other, uid: %s}]}}"
            .formatted(uid("other")));

    api.delete(CONFIG_MAPS + "/map");

    until(
        CONFIG_MAPS + "/child",
        child ->
            child.at("/metadata/ownerReferences").size() == 1
                && child.at("/metadata/ownerReferences/0/name").asText().equals("other"));
  }

  @Test
  void anOrphaningDeletionLeavesTheDependentsBehindWithoutTheOwner() {
    api.create(CONFIG_MAPS, MAP);
    api.create(CONFIG_MAPS, owned("child", "map", uid("map")));

    api.delete(CONFIG_MAPS + "/map?propagationPolicy=Orphan");

    untilGone(CONFIG_MAPS + "/map");
    assertThat(api.get(CONFIG_MAPS + "/child").at("/metadata/ownerReferences").isMissingNode())
        .isTrue();
  }

  @Test
  void aForegroundDeletionWaitsForTheDependents() {
    api.create(CONFIG_MAPS, MAP);
    api.create(CONFIG_MAPS, owned("child", "map", uid("map")));
    api.patch(
        CONFIG_MAPS + "/child", ApiClient.MERGE, "{metadata: {finalizers: [example.com/hold]}}");

    api.delete(CONFIG_MAPS + "/map?propagationPolicy=Foreground");
    until(CONFIG_MAPS + "/child", child -> child.path("metadata").has("deletionTimestamp"));
    assertThat(api.get(CONFIG_MAPS + "/map").code()).isEqualTo(200);

    api.patch(CONFIG_MAPS + "/child", ApiClient.MERGE, "{metadata: {finalizers: null}}");
    untilGone(CONFIG_MAPS + "/map");
  }

  @Test
  void aNamespaceTakesItsContentAlongAndTakesNoNewOneMeanwhile() {
    api.create("/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
    String maps = "/api/v1/namespaces/shop/configmaps";
    api.create(maps, MAP);
    api.patch(maps + "/map", ApiClient.MERGE, "{metadata: {finalizers: [example.com/hold]}}");

    api.delete("/api/v1/namespaces/shop");
    ApiClient.Answer late = api.create(maps, MAP.replace("name: map", "name: late"));
    assertThat(late.code()).isEqualTo(403);
    assertThat(late.message())
        .isEqualTo(
            "configmaps \"late\" is forbidden: unable to create new content in namespace shop"
                + " because it is being terminated");

    api.patch(maps + "/map", ApiClient.MERGE, "{metadata: {finalizers: null}}");
    untilGone("/api/v1/namespaces/shop");
  }

  @Test
  void anUnservedPartOfKubernetesIsRefusedAndAnUnknownGroupIsMissing() {
    ApiClient.Answer refused = api.get("/apis/apps/v1/namespaces/default/statefulsets");
    assertThat(refused.code()).isEqualTo(501);
    assertThat(refused.message()).contains("does not serve");

    assertThat(api.get("/apis/example.com/v1/things").code()).isEqualTo(404);
    assertThat(api.get(PODS + "/x/log").code()).isEqualTo(404);
  }

  @Test
  void aDryRunChangesNothing() {
    ApiClient.Answer answer = api.create(CONFIG_MAPS + "?dryRun=All", MAP);

    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.at("/metadata/uid").asText()).isNotEmpty();
    assertThat(api.get(CONFIG_MAPS + "/map").code()).isEqualTo(404);
  }

  @Test
  void anUpdateThatChangesNothingKeepsTheResourceVersion() {
    ApiClient.Answer created = api.create(CONFIG_MAPS, MAP);

    ApiClient.Answer patched =
        api.patch(CONFIG_MAPS + "/map", ApiClient.MERGE, "{data: {key: value}}");

    assertThat(patched.at("/metadata/resourceVersion"))
        .isEqualTo(created.at("/metadata/resourceVersion"));
  }
}
