package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers send to the real Envoy, and what arrives. */
class RouterOnEnvoyTest extends OnEnvoy {
  @Test
  void what_a_caller_sends_arrives_byte_for_byte() throws Exception {
    RawUpstream upstream = saying("hello");
    RouterAddress address = address("bytes", upstream);
    String sent =
        "PROPFIND /a/../b//c/%2e%2F;v=1?q=a+b&q=%zz&x=\\ HTTP/1.1\r\n"
            + "Host: www.Example.com:8443\r\n"
            + "X-Trace-ID: aBc\r\n"
            + "x_with_underscore: 1\r\n"
            + "X-Twice: 1\r\n"
            + "X-Twice: 2\r\n"
            + "x-request-id: not-a-uuid\r\n"
            + "X-Forwarded-Proto: https\r\n"
            + "X-Forwarded-Client-Cert: Hash=1\r\n"
            + "User-Agent: mine\r\n"
            + "Cookie: a=1; b=2\r\n"
            + "Content-Length: 0\r\n"
            + "X-Latin: \u00e4\r\n";

    RawClient.Response response = connect(address).ask(sent + "X-Forwarded-For: 192.0.2.7\r\n\r\n");

    assertThat(response.body()).isEqualTo("hello");
    assertThat(upstream.heads())
        .containsExactly(sent + "X-Forwarded-For: 192.0.2.7,127.0.0.1\r\n\r\n");
  }

  @Test
  void nothing_is_added_but_the_callers_address_and_protocol() throws Exception {
    RawUpstream upstream = saying("hello");
    RouterAddress address = address("added", upstream);

    connect(address).get("/");

    assertThat(upstream.heads().get(0).split("\r\n"))
        .containsExactlyInAnyOrder(
            "GET / HTTP/1.1",
            "Host: checkout",
            "x-forwarded-for: 127.0.0.1",
            "x-forwarded-proto: http");
  }

  /** A caller who says so is no part of the router's own mesh, from wherever it comes. */
  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "192.0.2.7", "10.1.2.3, 192.0.2.7"})
  void what_one_envoy_asks_of_the_next_is_not_obeyed_and_ends_here(String forwardedFor)
      throws Exception {
    RawUpstream upstream = saying("hello");
    String reported =
        "X-Envoy-External-Address: 192.0.2.1\r\n"
            + "X-Envoy-Original-Path: /before\r\n"
            + "X-Envoy-Attempt-Count: 2\r\n"
            + "X-Envoy-Peer-Metadata-Id: sidecar\r\n";
    String asked =
        "X-Envoy-Internal: true\r\n"
            + "X-Envoy-Expected-Rq-Timeout-Ms: 5\r\n"
            + "X-Envoy-Upstream-Rq-Timeout-Ms: 5\r\n"
            + "X-Envoy-Upstream-Rq-Per-Try-Timeout-Ms: 5\r\n"
            + "X-Envoy-Retry-On: 5xx\r\n"
            + "X-Envoy-Max-Retries: 3\r\n";
    String line = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\n";
    RawClient client = connect(address("envoy", upstream));

    client.ask(line + asked + reported + "X-Forwarded-For: " + forwardedFor + "\r\n\r\n");

    assertThat(upstream.heads())
        .containsExactly(
            line + reported + "X-Forwarded-For: " + forwardedFor + ",127.0.0.1\r\n\r\n");
  }

  @Test
  void a_response_arrives_as_it_was_sent() throws Exception {
    String response =
        "HTTP/1.1 299 Whatever Reason\r\n"
            + "Server: mine/1.0\r\n"
            + "Date: Mon, 30 Nov 2026 12:00:00 GMT\r\n"
            + "X-UPPER: 1\r\n"
            + "Set-Cookie: a=1\r\n"
            + "Set-Cookie: b=2\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "ok";
    RawUpstream upstream =
        closed(RawUpstream.start((head, in, out) -> RawUpstream.write(out, response)));
    RouterAddress address = address("response", upstream);

    RawClient.Response got = connect(address).get("/");

    assertThat(got.head() + got.body()).isEqualTo(response);
  }

  @Test
  void trailers_and_chunks_pass_both_ways() throws Exception {
    String trailed = "4\r\nwxyz\r\n0\r\nX-Check: 1\r\n\r\n";
    CompletableFuture<String> body = new CompletableFuture<>();
    RawUpstream upstream =
        closed(
            RawUpstream.start(
                (head, in, out) -> {
                  body.complete(RawUpstream.head(in));
                  RawUpstream.write(
                      out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + trailed);
                }));
    RawClient client = connect(address("trailers", upstream));

    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + trailed);

    assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(client.head()).isEqualToIgnoringCase(trailed);
    assertThat(body.get(5, TimeUnit.SECONDS)).isEqualToIgnoringCase(trailed);
  }

  @Test
  void a_caller_that_expects_to_be_told_to_go_on_is_told_by_the_workload() throws Exception {
    RawUpstream upstream =
        closed(
            RawUpstream.start(
                (head, in, out) -> {
                  RawUpstream.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                  RawUpstream.ok(out, new String(in.readNBytes(3), UTF_8));
                }));
    RawClient client = connect(address("expect", upstream));

    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 100 ");
    assertThat(client.ask("abc").body()).isEqualTo("abc");
    assertThat(upstream.heads().get(0)).contains("Expect: 100-continue");
  }

  @Test
  void http_1_0_without_a_host_is_served() throws Exception {
    RawUpstream upstream = saying("old");
    RawClient client = connect(address("old", upstream));

    client.send("GET /x HTTP/1.0\r\n\r\n");

    assertThat(client.rest()).startsWith("HTTP/1.0 200 OK\r\n").endsWith("\r\n\r\nold");
    assertThat(upstream.heads().get(0)).startsWith("GET /x HTTP/1.1\r\nhost: old.shop\r\n");
  }

  @Test
  void http_2_by_prior_knowledge_arrives_as_http_2_with_trailers() throws Exception {
    Vertx vertx = Vertx.vertx();
    closed(() -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .putTrailer("grpc-status", "0")
                        .end(request.version() + " " + request.authority() + request.uri()))
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);
    RouterAddress address =
        serving(address("h2c", freePort(), to(server.actualPort(), 1, Map.of())));
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);

    HttpClientResponse response =
        vertx
            .createHttpClient(options)
            .request(HttpMethod.POST, address.port(), POD, "/pkg.Service/Method")
            .compose(HttpClientRequest::send)
            .compose(r -> r.body().map(r))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);

    assertThat(response.body().result().toString())
        .isEqualTo("HTTP_2 127.0.0.1:" + address.port() + "/pkg.Service/Method");
    assertThat(response.getTrailer("grpc-status")).isEqualTo("0");
  }

  @Test
  void a_web_socket_passes_both_ways() throws Exception {
    RawUpstream upstream =
        closed(
            RawUpstream.start(
                (head, in, out) -> {
                  RawUpstream.write(
                      out,
                      "HTTP/1.1 101 Switching Protocols\r\n"
                          + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
                  for (int next = in.read(); next >= 0; next = in.read()) {
                    out.write(next + 1);
                    out.flush();
                  }
                }));
    RawClient client = connect(address("websocket", upstream));

    client.send(
        "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    client.send("HAL");
    assertThat(client.read(3)).isEqualTo("IBM");
  }

  @ParameterizedTest
  @CsvSource({
    "Upgrade, TLS/1.2, ",
    "'Upgrade, HTTP2-Settings', h2c, HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk"
  })
  void a_request_that_offers_an_upgrade_which_nobody_takes_is_served(
      String connection, String upgrade, String settings) throws Exception {
    RawClient client = connect(address("offer", saying("plain")));

    RawClient.Response response =
        client.ask(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: %s\r\nUpgrade: %s\r\n%s\r\n"
                .formatted(connection, upgrade, settings == null ? "" : settings + "\r\n"));

    assertThat(response.body()).isEqualTo("plain");
  }

  @Test
  void headers_of_60_kilobytes_and_500_headers_pass() throws Exception {
    RawUpstream upstream = saying("big");
    RawClient client = connect(address("big", upstream));
    String big = "X-Big: " + "b".repeat(60_000) + "\r\n";
    String many =
        IntStream.range(0, 500)
            .mapToObj(i -> "X-Many-%d: 1\r\n".formatted(i))
            .collect(Collectors.joining());

    RawClient.Response response = client.ask("GET / HTTP/1.1\r\nHost: a\r\n" + big + many + "\r\n");

    assertThat(response.body()).isEqualTo("big");
    assertThat(upstream.heads().get(0)).contains(big, many);
  }

  @Test
  void requests_are_shared_by_weight_and_each_upstream_gets_its_headers() throws Exception {
    RawUpstream old = saying("old");
    RawUpstream fresh = saying("new");
    RouterAddress address =
        serving(
            address(
                "weights",
                freePort(),
                to(old.port(), 75, Map.of("Knative-Serving-Revision", "checkout-kn-00001")),
                to(fresh.port(), 25, Map.of("Knative-Serving-Revision", "checkout-kn-00002"))));
    RawClient client = connect(address);

    for (int i = 0; i < 100; i++) {
      client.ask("GET / HTTP/1.1\r\nHost: a\r\nknative-serving-revision: forged\r\n\r\n");
    }

    assertThat(old.heads()).hasSizeBetween(70, 80);
    assertThat(fresh.heads()).hasSizeBetween(20, 30);
    assertThat(old.heads())
        .allMatch(
            head -> head.toLowerCase(Locale.ROOT).contains("revision: checkout-kn-00001\r\n"));
    assertThat(fresh.heads())
        .allMatch(head -> head.toLowerCase(Locale.ROOT).contains("revision: checkout-kn-00002\r\n"))
        .noneMatch(head -> head.contains("forged"));
  }

  @Test
  void an_upstream_without_headers_leaves_the_callers_alone() throws Exception {
    RawUpstream revision = saying("revision");
    RawUpstream pods = saying("pods");
    RouterAddress address =
        serving(
            address(
                "without",
                freePort(),
                to(revision.port(), 1, Map.of("Knative-Serving-Revision", "checkout-kn-00001")),
                to(pods.port(), 1, Map.of())));
    RawClient client = connect(address);

    for (int i = 0; i < 10; i++) {
      client.ask("GET / HTTP/1.1\r\nHost: a\r\nKnative-Serving-Revision: mine\r\n\r\n");
    }

    assertThat(pods.heads())
        .isNotEmpty()
        .allMatch(head -> head.contains("\r\nKnative-Serving-Revision: mine\r\n"));
  }

  @Test
  void its_metrics_say_of_which_placement_they_are() throws Exception {
    RouterAddress address = address("metrics", saying("served"));

    connect(address).get("/");

    String labels = "namespace=\"shop\",name=\"metrics\",";
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(envoy.admin("/stats/prometheus"))
                    .contains("envoy_http_downstream_rq_total{" + labels)
                    .contains(
                        "envoy_http_downstream_rq_xx{envoy_response_code_class=\"5\"," + labels)
                    .contains("envoy_http_downstream_rq_time_bucket{" + labels)
                    .contains("envoy_http_downstream_cx_active{" + labels)
                    .contains("envoy_cluster_upstream_rq_total{" + labels));
  }
}
