package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** Amounts of CPU and memory that Kubernetes takes and nobody means, mostly for a wrong suffix. */
final class HardlyMeant {

  private static final double KIB = 1024;
  private static final double MIB = 1024 * KIB;
  private static final double TIB = 1024 * 1024 * MIB;

  private static final double LEAST_MEMORY = MIB;
  private static final double MOST_MEMORY = 64 * TIB;
  private static final double LEAST_CORES = 0.001;
  private static final double MOST_CORES = 256;

  private HardlyMeant() {}

  /** What is odd about an amount, and what it may have been meant to be. */
  static Optional<String> of(String resource, Quantity quantity) {
    return switch (resource) {
      case PodRequests.CPU -> cpu(PodRequests.amount(quantity), quantity);
      case PodRequests.MEMORY -> memory(PodRequests.amount(quantity), quantity);
      default -> Optional.empty();
    };
  }

  private static Optional<String> memory(double bytes, Quantity quantity) {
    if (bytes <= 0 || (bytes >= LEAST_MEMORY && bytes <= MOST_MEMORY)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is %s of memory%s"
            .formatted(
                quantity,
                inBytes(bytes),
                bytes < LEAST_MEMORY ? meant(inMebibytes(quantity)) : meant(Optional.empty())));
  }

  private static Optional<String> cpu(double cores, Quantity quantity) {
    if (cores <= 0 || (cores >= LEAST_CORES && cores <= MOST_CORES)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is %s cores of CPU%s"
            .formatted(
                quantity,
                NumberFormats.number(cores, 3),
                cores > MOST_CORES ? meant(inMillicores(quantity)) : meant(Optional.empty())));
  }

  private static String meant(Optional<String> probably) {
    return probably
        .map(text -> "; probably " + text + " is meant.")
        .orElse("; hardly what is meant.");
  }

  /** {@code 512m}, {@code 512k} and {@code 512} are 512Mi; {@code 0.5} is half a GiB. */
  private static Optional<String> inMebibytes(Quantity quantity) {
    return switch (suffix(quantity)) {
      case "m", "k", "Ki" -> Optional.of(quantity.getAmount() + "Mi");
      case "" -> whole(quantity.getAmount()).map(HardlyMeant::gibibytesOrLess);
      default -> Optional.empty();
    };
  }

  private static String gibibytesOrLess(double number) {
    String text = NumberFormats.number(number, 6);
    return text + (number <= 64 ? "Gi" : number < 64 * KIB ? "Mi" : "Ki");
  }

  /** {@code 500} is 500m, and so is {@code 500M}. */
  private static Optional<String> inMillicores(Quantity quantity) {
    return switch (suffix(quantity)) {
      case "M" -> Optional.of(quantity.getAmount() + "m");
      case "" -> whole(quantity.getAmount()).map(number -> NumberFormats.number(number, 6) + "m");
      default -> Optional.empty();
    };
  }

  private static String suffix(Quantity quantity) {
    return quantity.getFormat() == null ? "" : quantity.getFormat();
  }

  private static Optional<Double> whole(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String inBytes(double bytes) {
    if (bytes > MOST_MEMORY) {
      return NumberFormats.number(bytes / TIB, 3) + " TiB";
    }
    return bytes >= KIB
        ? NumberFormats.number(bytes / KIB, 3) + " KiB"
        : NumberFormats.number(bytes, 3) + (bytes == 1 ? " byte" : " bytes");
  }
}
