package io.workloadplacement.observability;

import io.fabric8.kubernetes.client.http.AsyncBody.Consumer;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Counts the requests to the API server as {@code workload_placement_api_requests_total}: by verb
 * (get, list, watch, create, update, patch, delete, deletecollection), resource with its group and
 * subresource ({@code deployments.apps/scale}), and status: that of the answer, or {@code error}
 * where none came. Each try of a request counts.
 */
public final class ApiRequestMetrics implements Interceptor {

  private static final String NO_ANSWER = "error";

  private final MeterRegistry meters;

  ApiRequestMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void after(
      HttpRequest request, HttpResponse<?> response, Consumer<List<ByteBuffer>> consumer) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, NO_ANSWER);
  }

  private void count(HttpRequest request, String status) {
    Call call = Call.of(request.method(), request.uri());
    Counter.builder(MetricNames.OWN + "api.requests")
        .description("Requests to the API server")
        .tag("verb", call.verb)
        .tag("resource", call.resource)
        .tag("status", status)
        .register(meters)
        .increment();
  }

  /**
   * What a request asks for.
   *
   * @param verb as in a Role
   * @param resource with its group and subresource; empty for what is no resource
   */
  record Call(String verb, String resource) {

    private static final Set<String> ROOTS = Set.of("api", "apis");

    static Call of(String method, URI uri) {
      List<String> path =
          Arrays.stream(uri.getPath().split("/")).filter(part -> !part.isEmpty()).toList();
      // A proxy may put a path before it, and a namespace may have either name.
      List<String> api = path.stream().dropWhile(part -> !ROOTS.contains(part)).toList();
      boolean core = api.isEmpty() || api.get(0).equals("api");
      String group = core || api.size() == 1 ? "" : api.get(1);
      List<String> rest = after(api, core ? 2 : 3);
      if (rest.size() > 2 && rest.get(0).equals("namespaces")) {
        rest = after(rest, 2);
      }
      if (rest.isEmpty()) {
        return new Call(method.toLowerCase(Locale.ROOT), "");
      }
      String resource = rest.get(0) + (group.isEmpty() ? "" : "." + group);
      String subresource = rest.size() > 2 ? "/" + rest.get(2) : "";
      return new Call(verb(method, rest.size() > 1, uri.getQuery()), resource + subresource);
    }

    private static List<String> after(List<String> path, int count) {
      return path.subList(Math.min(count, path.size()), path.size());
    }

    private static String verb(String method, boolean named, String query) {
      boolean watch = query != null && Set.of(query.split("&")).contains("watch=true");
      return switch (method) {
        case "GET" -> watch ? "watch" : named ? "get" : "list";
        case "POST" -> "create";
        case "PUT" -> "update";
        case "DELETE" -> named ? "delete" : "deletecollection";
        default -> method.toLowerCase(Locale.ROOT);
      };
    }
  }
}
