package io.workloadplacement.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;

/**
 * The Roles of the chart, kept as an API server does that authorizes by RBAC: what none of them
 * grants is refused.
 */
final class GrantedRights implements Interceptor {

  private static final YAMLMapper YAML = new YAMLMapper();

  /** What was refused, as in {@code list namespaces}. */
  final Queue<String> refused = new ConcurrentLinkedQueue<>();

  private final List<Role> roles;

  private record Role(String namespace, JsonNode rules) {}

  private record Attempt(
      String verb, String group, String resource, String namespace, String name) {}

  private GrantedRights(List<Role> roles) {
    this.roles = roles;
  }

  /** What a release has that looks after some namespaces. */
  static GrantedRights ofRelease(List<String> namespaces) {
    Path chart =
        Path.of(System.getProperty("repository.root", ".."))
            .resolve("charts/workload-placement-operator")
            .normalize();
    TemplateCommand release =
        new Helm(chart)
            .template()
            .withName("workload-placement-operator")
            .withNamespace(LocalCluster.ROUTER_NAMESPACE)
            .withKubeVersion("1.36.0");
    for (int i = 0; i < namespaces.size(); i++) {
      release.set("watchNamespaces[" + i + "]", namespaces.get(i));
    }
    List<Role> roles = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(release.call())) {
      documents.forEachRemaining(
          document -> {
            if (document.path("kind").asText().equals("Role")) {
              roles.add(
                  new Role(document.at("/metadata/namespace").asText(), document.get("rules")));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new GrantedRights(List.copyOf(roles));
  }

  @Override
  public Optional<Answer> before(Request request) {
    Optional<Attempt> attempt = attempt(request);
    if (attempt.isEmpty() || roles.stream().anyMatch(role -> grants(role, attempt.get()))) {
      return Optional.empty();
    }
    refused.add(
        "%s %s in '%s'"
            .formatted(attempt.get().verb, attempt.get().resource, attempt.get().namespace));
    return Optional.of(Answer.refusal(403, "Forbidden", "no Role grants " + attempt.get()));
  }

  /** Discovery is everybody's, and no attempt. */
  private static Optional<Attempt> attempt(Request request) {
    List<String> path = Arrays.asList(request.path().substring(1).split("/"));
    int resource = path.get(0).equals("api") ? 2 : 3;
    if (path.size() <= resource || !List.of("api", "apis").contains(path.get(0))) {
      return Optional.empty();
    }
    String group = resource == 2 ? "" : path.get(1);
    String namespace = "";
    if (path.get(resource).equals("namespaces") && path.size() > resource + 1) {
      namespace = path.get(resource + 1);
      resource += path.size() > resource + 2 ? 2 : 0;
    }
    String name = path.size() > resource + 1 ? path.get(resource + 1) : "";
    String sub = path.size() > resource + 2 ? "/" + path.get(resource + 2) : "";
    return Optional.of(
        new Attempt(verb(request, name), group, path.get(resource) + sub, namespace, name));
  }

  private static String verb(Request request, String name) {
    return switch (request.method()) {
      case "GET", "HEAD" -> request.isWatch() ? "watch" : name.isEmpty() ? "list" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      default -> name.isEmpty() ? "deletecollection" : "delete";
    };
  }

  private static boolean grants(Role role, Attempt attempt) {
    return !attempt.namespace.isEmpty()
        && role.namespace.equals(attempt.namespace)
        && StreamSupport.stream(role.rules.spliterator(), false)
            .anyMatch(
                rule ->
                    names(rule, "apiGroups", attempt.group)
                        && names(rule, "resources", attempt.resource)
                        && names(rule, "verbs", attempt.verb)
                        && (!rule.has("resourceNames")
                            || names(rule, "resourceNames", attempt.name)));
  }

  private static boolean names(JsonNode rule, String list, String word) {
    return StreamSupport.stream(rule.path(list).spliterator(), false)
        .anyMatch(entry -> entry.asText().equals(word));
  }
}
