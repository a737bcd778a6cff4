package io.workloadplacement.reconcile.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.observability.ApiFailure;
import io.workloadplacement.reconcile.migration.PrewarmedScale;
import io.workloadplacement.reconcile.object.Drift;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries a {@link Plan} out: server-side apply by one field manager, only on what belongs to the
 * placement, only where something differs.
 */
public final class Applier {

  /**
   * Hash of the manifest that was applied last; it shows what has gone from a manifest, which no
   * comparison of fields can.
   */
  public static final String APPLIED = "workloadplacement.io/applied";

  /**
   * On creation: makes the API server answer 409 where the name is taken, instead of merging into a
   * stranger's object.
   */
  private static final String MUST_NOT_EXIST = "1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;

  public Applier(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Writes what differs.
   *
   * @return what is left of the inventory after the writes; the same one where nothing was written
   * @throws PlacementProblem if a name is taken (nothing is written then) or the API server refuses
   *     a manifest
   */
  public Inventory apply(Plan plan, Observation observed) {
    Inventory before = observed.inventory();
    Map<HasMetadata, Optional<HasMetadata>> existing = new LinkedHashMap<>();
    for (HasMetadata manifest : plan.apply()) {
      existing.put(manifest, existing(manifest, observed));
    }
    List<HasMetadata> applied = new ArrayList<>();
    existing.forEach((manifest, present) -> applied.add(apply(manifest, present)));
    plan.patch().ifPresent(rollout -> applied.add(applyUnforced(rollout)));
    plan.warm().ifPresent(warmth -> keepWarm(warmth, observed));
    plan.replicas()
        .ifPresent(
            replicas ->
                before
                    .after(applied, List.of())
                    .deployment()
                    .filter(deployment -> PodCount.wanted(deployment) != replicas)
                    .ifPresent(deployment -> applied.add(scale(deployment, replicas))));
    List<HasMetadata> removed = plan.remove().stream().filter(this::remove).toList();
    boolean same = removed.isEmpty() && before.all().containsAll(applied);
    return same ? before : before.after(applied, removed);
  }

  /**
   * The cache may not know an object yet, and never knows those of others: what it lacks is asked
   * for.
   */
  private Optional<HasMetadata> existing(HasMetadata manifest, Observation observed) {
    Optional<HasMetadata> cached = observed.inventory().find(manifest);
    if (cached.isPresent()) {
      return cached;
    }
    Optional<HasMetadata> live = Optional.ofNullable(client.resource(manifest).get());
    live.filter(object -> !Ownership.of(observed.placement()).covers(object))
        .ifPresent(
            foreign -> {
              throw PlacementProblem.conflict(manifest.getKind(), manifest.getMetadata().getName());
            });
    return live;
  }

  private HasMetadata apply(HasMetadata manifest, Optional<HasMetadata> existing) {
    String hash = hash(manifest);
    if (existing.isPresent() && !differs(manifest, hash, existing.get())) {
      return existing.get();
    }
    HasMetadata payload = client.getKubernetesSerialization().clone(manifest);
    ObjectMeta metadata = payload.getMetadata();
    Map<String, String> annotations =
        new HashMap<>(Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()));
    annotations.put(APPLIED, hash);
    metadata.setAnnotations(annotations);
    if (existing.isPresent()) {
      // Were the name somebody else's by now, the API server would refuse the other UID.
      metadata.setUid(existing.get().getMetadata().getUid());
    } else {
      metadata.setResourceVersion(MUST_NOT_EXIST);
    }
    return send(payload);
  }

  /**
   * What belongs to others is not taken from them: were a field somebody's by now, the API server
   * would refuse, and the next look tells whose.
   */
  private HasMetadata applyUnforced(HasMetadata payload) {
    return send(payload, false);
  }

  private HasMetadata send(HasMetadata payload) {
    return send(payload, true);
  }

  private HasMetadata send(HasMetadata payload, boolean force) {
    try {
      return client
          .resource(payload)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager(FieldOwners.OPERATOR)
                  .withFieldValidation(FieldValidateable.Validation.STRICT.parameterValue())
                  .withForce(force)
                  .build());
    } catch (KubernetesClientException e) {
      throw refusal(e)
          .<RuntimeException>map(
              words ->
                  PlacementProblem.rejected(
                      payload.getKind(), payload.getMetadata().getName(), words))
          .orElse(e);
    }
  }

  /**
   * The API server's words, where it refused the content; everything else is worth a retry as it
   * is.
   */
  private static Optional<String> refusal(KubernetesClientException e) {
    boolean refused = e.getCode() == 400 || e.getCode() == 403 || e.getCode() == 422;
    return refused ? Optional.of(ApiFailure.inWords(e)) : Optional.empty();
  }

  /**
   * A Deployment that an autoscaler owns has no replicas in its manifest; its size at the ends of a
   * migration is set beside it.
   */
  private Deployment scale(Deployment deployment, int replicas) {
    return client
        .apps()
        .deployments()
        .inNamespace(deployment.getMetadata().getNamespace())
        .withName(deployment.getMetadata().getName())
        .scale(replicas);
  }

  private void keepWarm(PrewarmedScale warmth, Observation observed) {
    client
        .resources(Revision.class)
        .inNamespace(observed.placement().getMetadata().getNamespace())
        .withName(warmth.revision())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            JSON.valueToTree(Map.of("metadata", Map.of("annotations", warmth.annotations())))
                .toString());
  }

  /** Removes objects of a placement that nothing is to be kept of. */
  public void removeAll(List<HasMetadata> objects) {
    objects.forEach(this::remove);
  }

  /**
   * Only that very object: one that was changed or made anew meanwhile is looked at again first,
   * with the event of that change.
   *
   * @return whether it is gone
   */
  private boolean remove(HasMetadata object) {
    try {
      client.resource(object).lockResourceVersion().delete();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private boolean differs(HasMetadata manifest, String hash, HasMetadata existing) {
    Map<String, String> annotations =
        Optional.ofNullable(existing.getMetadata().getAnnotations()).orElse(Map.of());
    return !hash.equals(annotations.get(APPLIED)) || Drift.between(tree(manifest), tree(existing));
  }

  private String hash(HasMetadata manifest) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(tree(manifest).toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static JsonNode tree(HasMetadata object) {
    return JSON.valueToTree(object);
  }
}
