package io.workloadplacement.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hash of a decision's input, over JSON with sorted keys. */
final class InputHash {

  private static final int BYTES = 8;
  private static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  private InputHash() {}

  static String of(DecisionInput input) {
    CurrentPlacement current = CurrentPlacement.of(input.placement());
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("placement", metadata(input.placement()));
    parts.put("spec", input.placement().getSpec());
    parts.put("namespace", metadata(input.namespace()));
    parts.put("template", input.template());
    parts.put(
        "policy",
        PolicySelection.select(input.policies(), input.placement(), input.namespace())
            .map(InputHash::policy)
            .orElse(List.of()));
    parts.put("blockers", input.blockers());
    parts.put("knativeInstalled", input.cluster().knativeInstalled());
    parts.put("queueProxy", input.cluster().queueProxy());
    parts.put("outage", input.cluster().outage().map(Outage::reason).orElse(""));
    parts.put("running", current.running().map(Enum::name).orElse(""));
    parts.put("migratingTo", current.migratingTo().map(Enum::name).orElse(""));
    parts.put("standsIn", current.standsIn());
    parts.put("fellBack", current.fellBackAt().isPresent());
    parts.put("keptWarm", current.keptWarm());
    parts.put("history", current.history());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(CANONICAL.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("values of the API are JSON", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<Object> policy(PlacementPolicy policy) {
    return Arrays.asList(policy.getMetadata().getName(), policy.getSpec());
  }

  /** What selectors and rules may see, without what every write changes. */
  private static List<Object> metadata(@Nullable HasMetadata object) {
    ObjectMeta metadata =
        object == null || object.getMetadata() == null ? new ObjectMeta() : object.getMetadata();
    return Arrays.asList(
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getLabels(),
        metadata.getAnnotations());
  }
}
