package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Annotations that are proposed by what a Prometheus has measured, whatever that answers. */
class AdoptWithPrometheusTest {

  private static String shop;

  @BeforeAll
  static void read() throws IOException {
    shop =
        Files.readString(PlanRun.ROOT.resolve("operator/cli/src/test/resources/adopt/shop.yaml"));
  }

  @Test
  void traffic_is_that_which_was_measured() throws IOException {
    try (FakePrometheus prometheus =
        FakePrometheus.measuring(
            Map.of(
                "sum(rate(nginx_ingress_controller_requests exported_service=\"checkout\" [7d]",
                "0.0234",
                "max_over_time((sum(rate(nginx_ingress_controller_requests \"checkout\"",
                "1.51",
                "nginx_ingress_controller_request_duration_seconds_sum \"checkout\"",
                "0.0432"))) {

      CommandRun run =
          CommandRun.withInput(
              shop, "adopt", "-f", "-", "-o", "yaml", "--prometheus", prometheus.address() + "/");

      assertThat(run.status()).as(run::said).isZero();
      JsonNode annotations = new YAMLMapper().readTree(run.out()).at("/metadata/annotations");
      assertThat(annotations.path("workloadplacement.io/average-requests-per-second").asText())
          .isEqualTo("0.023");
      assertThat(annotations.path("workloadplacement.io/peak-requests-per-second").asText())
          .isEqualTo("1.5");
      assertThat(annotations.path("workloadplacement.io/service-time").asText()).isEqualTo("43ms");
      assertThat(run.out()).contains("measured by ingress-nginx over 7d");
      assertThat(prometheus.asked()).allSatisfy(query -> assertThat(query).startsWith("GET "));
    }
  }

  @Test
  void queries_of_ones_own_stand_for_the_known_ones() {
    try (FakePrometheus prometheus = FakePrometheus.measuring(Map.of("mine{", "3"))) {

      CommandRun run =
          CommandRun.withInput(
              shop,
              "adopt",
              "-f",
              "-",
              "-n",
              "shop",
              "-o",
              "yaml",
              "--all",
              "--prometheus",
              prometheus.address(),
              "--window",
              "1d",
              "--query-rate",
              "mine{n=\"$namespace\",s=\"$service\"}[$window]");

      assertThat(prometheus.asked()).contains("GET mine{n=\"shop\",s=\"checkout\"}[1d]").hasSize(3);
      assertThat(run.out()).contains("workloadplacement.io/average-requests-per-second: \"3\"");
    }
  }

  @Test
  void what_nobody_measured_or_nobody_called_is_asked() {
    try (FakePrometheus prometheus =
        FakePrometheus.measuring(
            Map.of(
                "sum(rate(istio_requests_total \"checkout\"",
                "0",
                "sum(rate(istio_requests_total \"files\"",
                "NaN"))) {

      CommandRun run =
          CommandRun.withInput(
              shop,
              "adopt",
              "-f",
              "-",
              "-o",
              "yaml",
              "--all",
              "--prometheus",
              prometheus.address());

      assertThat(run.status()).as(run::said).isZero();
      assertThat(run.out())
          .contains("Istio counted no request in 7d: is it in use?")
          .contains("How many requests a second, over the whole day? 0.01 is a guess.")
          .doesNotContain("NaN");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html>sign in</html> | answers with status 200 and no JSON of a Prometheus",
        "200 | [1] | answers with status 200 and no JSON of a Prometheus",
        "200 | {} | answers with status 200 and no JSON of a Prometheus",
        "401 | no | wants a sign-in (status 401)",
        "302 | moved | answers with status 302",
        "400 | {\"status\":\"error\",\"error\":\"parse error\"} | refuses the query sum(rate(",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}} | gives a matrix for",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]}]}} | gives 2 series for",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"much\"]}]}} | gives 'much' for",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[7]}} | gives '' for"
      })
  void a_wrong_answer_of_prometheus_is_a_sentence(int status, String body, String sentence) {
    try (FakePrometheus prometheus = FakePrometheus.answering(status, body)) {

      CommandRun run =
          CommandRun.withInput(shop, "adopt", "-f", "-", "--prometheus", prometheus.address());

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .startsWith("--prometheus: " + prometheus.address())
          .contains(sentence);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void a_prometheus_that_is_not_there_is_a_sentence() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    CommandRun run =
        CommandRun.withInput(shop, "adopt", "-f", "-", "--prometheus", "http://127.0.0.1:" + free);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("does not answer: is it up, and reachable from here?");
  }
}
