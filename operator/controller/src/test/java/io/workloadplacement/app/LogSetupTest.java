package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javaoperatorsdk.operator.processing.MDCUtils;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.workloadplacement.app.Configuration.Logging;
import io.workloadplacement.app.Configuration.Logging.Format;
import io.workloadplacement.app.Configuration.Logging.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("replaces standard error and the log of the whole process")
class LogSetupTest {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    MDCUtils.removeResourceIDInfo();
    System.setErr(before);
    LogSetup.apply(new Logging(Format.TEXT, Level.INFO));
  }

  private void logAs(Format format, Level level) {
    System.setErr(new PrintStream(written, true, UTF_8));
    LogSetup.apply(new Logging(format, level));
  }

  private List<String> lines() {
    return written.toString(UTF_8).lines().toList();
  }

  private static void info(String message) {
    LoggerFactory.getLogger("io.workloadplacement.reconcile.Placing").info(message);
  }

  @Test
  void onATerminalALineNamesTheObjectThatItIsAbout() {
    logAs(Format.TEXT, Level.INFO);

    info("Started");
    MDCUtils.addResourceIDInfo(new ResourceID("checkout", "shop"));
    info("Placed");
    MDCUtils.addResourceIDInfo(new ResourceID("default"));
    info("Read");

    assertThat(lines()).hasSize(3);
    assertThat(lines().get(0)).matches("[0-9:.]{12} INFO  Placing +Started");
    assertThat(lines().get(1)).matches("[0-9:.]{12} INFO  Placing +shop/checkout Placed");
    assertThat(lines().get(2)).matches("[0-9:.]{12} INFO  Placing +default Read");
  }

  @Test
  void inAClusterEveryLineIsAJsonObjectWithNamespaceAndName() throws Exception {
    logAs(Format.JSON, Level.INFO);

    info("Started");
    MDCUtils.addResourceIDInfo(new ResourceID("checkout", "shop"));
    info("Placed \"here\"");

    JsonNode first = new ObjectMapper().readTree(lines().get(0));
    JsonNode second = new ObjectMapper().readTree(lines().get(1));
    assertThat(first.get("namespace").asText()).isEmpty();
    assertThat(first.get("name").asText()).isEmpty();
    assertThat(second.get("namespace").asText()).isEqualTo("shop");
    assertThat(second.get("name").asText()).isEqualTo("checkout");
    assertThat(second.get("message").asText()).isEqualTo("Placed \"here\"");
    assertThat(second.get("level").asText()).isEqualTo("INFO");
    assertThat(second.get("logger").asText()).isEqualTo("Placing");
    assertThat(second.get("time").asText()).endsWith("Z");
    assertThat(second.has("exception")).isFalse();
  }

  @Test
  void inAClusterTheFieldsOfALineAreFieldsOfItsObject() throws Exception {
    logAs(Format.JSON, Level.INFO);

    LoggerFactory.getLogger("io.workloadplacement.reconcile.Deciding")
        .atInfo()
        .addKeyValue("reason", "Pinned")
        .log("Decided");

    assertThat(new ObjectMapper().readTree(lines().get(0)).get("reason").asText())
        .isEqualTo("Pinned");
  }

  @Test
  void anExceptionIsOneJsonObjectWithItsRootCauseFirst() throws Exception {
    logAs(Format.JSON, Level.INFO);

    LoggerFactory.getLogger("io.workloadplacement.x")
        .error("Failed", new IllegalStateException("outer", new IllegalArgumentException("root")));

    assertThat(lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(lines().get(0)).get("exception").asText())
        .startsWith("java.lang.IllegalArgumentException: root")
        .hasSizeLessThanOrEqualTo(2048);
  }

  @Test
  void debugIsOfTheOperatorAloneAndRequestsAreNeverLogged() {
    logAs(Format.TEXT, Level.TRACE);

    LoggerFactory.getLogger("io.workloadplacement.reconcile.Placing").trace("of the operator");
    LoggerFactory.getLogger("io.fabric8.kubernetes.client.CustomResource").debug("of a library");
    LoggerFactory.getLogger("io.fabric8.kubernetes.client.http.HttpLoggingInterceptor")
        .error("Authorization: Bearer secret");

    assertThat(lines()).hasSize(1).allMatch(line -> line.contains("of the operator"));
  }

  @Test
  void aCoarseLevelSilencesLibrariesToo() {
    logAs(Format.TEXT, Level.ERROR);

    LoggerFactory.getLogger("io.fabric8.kubernetes.client.Client").warn("of a library");
    info("of the operator");

    assertThat(lines()).isEmpty();
  }
}
