package io.workloadplacement.rendering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Pin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What a placement was generated as, in an annotation: it tells an edit from a new generation. The
 * pin of the Service has a part of its own, so that one which was put on the placement by hand, or
 * was removed from it as it had expired, stays until the Service has another pin.
 */
public final class Generation {

  private static final int HASH_BYTES = 8;
  private static final String PIN_HASH = ".";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Generation() {}

  /** Marks a placement that was just generated, and pins it as its Service is. */
  static void mark(WorkloadPlacement placement, Optional<String> pin) {
    Map<String, String> annotations = placement.getMetadata().getAnnotations();
    annotations.put(
        AnnotatedService.GENERATION,
        hash(placement) + pin.map(value -> PIN_HASH + hash(value)).orElse(""));
    pin.ifPresent(value -> annotations.put(Pin.ANNOTATION, value));
  }

  /** The annotations of a placement that is there, brought to what its Service says by now. */
  public static Map<String, String> annotations(WorkloadPlacement wanted, WorkloadPlacement live) {
    Map<String, String> annotations = new HashMap<>(annotations(live));
    annotations.putAll(annotations(wanted));
    Map<String, String> pinnedBy =
        pinHash(wanted).equals(pinHash(live)) ? annotations(live) : annotations(wanted);
    annotations.computeIfPresent(Pin.ANNOTATION, (key, any) -> pinnedBy.get(key));
    return annotations;
  }

  private static String pinHash(WorkloadPlacement generated) {
    String generation = annotations(generated).getOrDefault(AnnotatedService.GENERATION, "");
    int begin = generation.indexOf(PIN_HASH);
    return begin < 0 ? "" : generation.substring(begin);
  }

  private static Map<String, String> annotations(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getMetadata().getAnnotations()).orElse(Map.of());
  }

  private static String hash(WorkloadPlacement placement) {
    try {
      return hash(
          JSON.writeValueAsString(placement.getSpec()) + placement.getMetadata().getLabels());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a placement is JSON", e);
    }
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
