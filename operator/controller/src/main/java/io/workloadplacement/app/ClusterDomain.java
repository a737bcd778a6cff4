package io.workloadplacement.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS domain of the cluster, as the resolver of a pod is told it: {@code search
 * NAMESPACE.svc.DOMAIN svc.DOMAIN DOMAIN}. Knative finds it in the same place.
 */
final class ClusterDomain {

  /** What nearly every cluster has. */
  static final String USUAL = "cluster.local";

  private static final Logger LOG = LoggerFactory.getLogger(ClusterDomain.class);
  private static final Pattern SEARCH = Pattern.compile("search[ \\t]+");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private ClusterDomain() {}

  /**
   * Looks for it.
   *
   * @param resolverConfiguration such as {@code /etc/resolv.conf}
   * @param namespace the pod's, where it is known
   * @param rule which domains can be right
   * @return empty where the file does not tell, as with a {@code dnsPolicy} of Default
   */
  static Optional<String> in(
      Path resolverConfiguration, Optional<String> namespace, Predicate<String> rule) {
    List<String> searched = searched(resolverConfiguration);
    Stream<String> prefixes =
        Stream.concat(namespace.stream().map(name -> name + ".svc."), Stream.of("svc."));
    return prefixes
        .flatMap(
            prefix ->
                searched.stream()
                    .filter(domain -> domain.startsWith(prefix))
                    .map(domain -> domain.substring(prefix.length())))
        .filter(rule)
        .findFirst();
  }

  /** The last line counts, as it does for the resolver. */
  private static List<String> searched(Path resolverConfiguration) {
    try (Stream<String> lines = Files.lines(resolverConfiguration)) {
      return lines
          .map(String::strip)
          .filter(line -> SEARCH.matcher(line).lookingAt())
          .reduce((first, last) -> last)
          .map(
              line ->
                  BLANKS
                      .splitAsStream(line)
                      .skip(1)
                      .map(domain -> domain.replaceFirst("\\.$", ""))
                      .toList())
          .orElse(List.of());
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("Cannot read {}", resolverConfiguration, e);
      return List.of();
    }
  }
}
