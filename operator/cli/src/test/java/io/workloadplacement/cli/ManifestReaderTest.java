package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they lie about in repositories, read as kubectl would read them. */
class ManifestReaderTest {

  private static final String NOTES =
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}";

  @TempDir Path folder;

  private final NextInput standardInput = new NextInput();
  private final ManifestReader reader = new ManifestReader(standardInput);

  /** A standard input that is another one after each end. */
  private static final class NextInput extends FilterInputStream {
    NextInput() {
      super(InputStream.nullInputStream());
    }

    void is(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }
  }

  @Test
  void json_is_read_however_it_is_indented_and_with_its_places() throws IOException {
    List<ManifestDocument> read =
        read(
            "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": {\n\t\t\"name\": \"tabs\"\n\t}\n}");

    assertThat(reader.faults()).isEmpty();
    assertThat(read).extracting(ManifestDocument::name).containsExactly("tabs");
    assertThat(read.get(0).fault("metadata.name", "is wrong")).startsWith("-:5:11: document 1, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a>\n<b>",
        "<a><b>",
        "[<a>,\t<b>]",
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[<a>,<b>]}",
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"}}]}",
        "{apiVersion: v1, kind: List, items: [<a>, <b>]}",
        "- <a>\n- <b>\n",
        "---\n<a>\n---\n# nothing\n---\n<b>\n...\n",
        "---\n{\n\t\"kind\":\"ConfigMap\",\n\t\"metadata\":{\"name\":\"a\"}}\n---\n<b>",
        "%YAML 1.2\n---\n<a>\n...\n# nothing\n%YAML 1.2\n---\n<b>\n",
        "\uFEFF<a>\r\n---\r\n<b>",
      })
  void several_objects_of_one_text_are_read_in_their_order(String text) throws IOException {
    List<ManifestDocument> read =
        read(text.replace("<a>", NOTES.formatted("a")).replace("<b>", NOTES.formatted("b")));

    assertThat(reader.faults()).isEmpty();
    assertThat(read)
        .extracting(document -> document.kind() + " " + document.name())
        .containsExactly("ConfigMap a", "ConfigMap b");
  }

  @Test
  void a_document_that_cannot_be_read_does_not_hide_its_neighbours() throws IOException {
    List<ManifestDocument> read =
        read(
            "kind: ConfigMap\nmetadata: {name: first}\n---\nname: [1\n---\nkind: ConfigMap\nmetadata: {name: last}\nkind: x\n---\nkind: ConfigMap\nmetadata: {name: third}\n");

    assertThat(read).extracting(ManifestDocument::name).containsExactly("first", "third");
    assertThat(read.get(1).fault("metadata.name", "")).startsWith("-:11:18: document 4");
    assertThat(reader.faults())
        .satisfiesExactly(
            fault -> assertThat(fault).startsWith("-:5:1: document 2 is no YAML: "),
            fault ->
                assertThat(fault).isEqualTo("-:8:1: document 3: key \"kind\" already set in map"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yes | true",
        "\"yes\" | \"yes\"",
        "Off | false",
        "oFF | \"oFF\"",
        "y | \"y\"",
        "0644 | 420",
        "0o644 | 420",
        "0x1F | 31",
        "-7 | -7",
        "1e3 | 1000.0",
        "1_000 | \"1_000\"",
        "12:30 | \"12:30\"",
        "2026-11-21 | \"2026-11-21\"",
        "!!str 5 | \"5\"",
        "~ | null",
        "{<<: {a: 1, b: 2}, b: 3} | {\"b\":3,\"a\":1}",
        "[&x {a: 1}, {<<: *x}] | [{\"a\":1},{\"a\":1}]",
      })
  void values_are_those_that_kubectl_sends(String yaml, String json) throws IOException {
    JsonNode value = read("value: " + yaml).get(0).content().get("value");

    assertThat(value).isEqualTo(new ObjectMapper().readTree(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kustomization.yaml | resources: [a.yaml] | is kustomize's, and is skipped; to plan what it makes: kubectl kustomize FOLDER | ",
        "base.yaml | resources: [a.yaml] | is kustomize's, and is skipped; to plan what it makes: kubectl kustomize FOLDER",
        "Chart.yaml | {apiVersion: v2, name: shop, version: 1.0.0} | is a Helm chart's, and is skipped; to plan what it makes: helm template FOLDER",
        "values.yaml | {image: {tag: v1}, replicas: 2} | is a Helm chart's, and is skipped; to plan what it makes: helm template FOLDER",
        "values-prod.yaml | {image: {tag: v1}} | is a Helm chart's, and is skipped; to plan what it makes: helm template FOLDER",
        "deploy.yaml | 'kind: Deployment\nmetadata: {{ include \"x\" . }}' | is a Helm template, and is skipped; to plan what it makes: helm template CHART",
        "service.yaml | 'kind: Service\nmetadata: {name: \"{{ .Values.name }}\"}' | is a Helm template, and is skipped; to plan what it makes: helm template CHART",
        "compose.yaml | {services: {web: {image: x}}} | is for Docker Compose, and is skipped",
      })
  void files_of_other_tools_are_skipped_with_what_to_do(String name, String text, String words)
      throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);

    assertThat(reader.read(List.of(folder.toString()))).isEmpty();

    assertThat(reader.faults()).isEmpty();
    assertThat(reader.skipped())
        .hasSize(1)
        .first()
        .asString()
        .startsWith(file + ": " + words.replace("FOLDER", folder.toString()));
  }

  @Test
  void templates_name_their_chart_and_patches_of_kustomize_are_no_manifests() throws IOException {
    Path templates = Files.createDirectories(folder.resolve("chart/templates"));
    Files.writeString(folder.resolve("chart/Chart.yaml"), "{apiVersion: v2, name: shop}");
    Files.writeString(
        templates.resolve("a.yaml"), "{{- if .Values.on }}\nkind: Service\n{{- end }}");
    Path overlay = Files.createDirectory(folder.resolve("overlay"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        "{resources: [app.yaml], patches: [{path: size.yaml}]}");
    Files.writeString(overlay.resolve("size.yaml"), "{kind: Deployment, spec: {replicas: 3}}");
    Files.writeString(overlay.resolve("app.yaml"), NOTES.formatted("app"));

    List<ManifestDocument> read = reader.read(List.of(templates.toString(), overlay.toString()));

    assertThat(read).extracting(ManifestDocument::name).containsExactly("app");
    assertThat(reader.skipped())
        .satisfiesExactly(
            line ->
                assertThat(line).contains("a.yaml: ", "helm template " + folder.resolve("chart")),
            line ->
                assertThat(line).contains("kustomization.yaml: ", "kubectl kustomize " + overlay),
            line -> assertThat(line).contains("size.yaml: ", "kubectl kustomize " + overlay));
  }

  @Test
  void braces_in_the_data_of_alerts_are_no_template() throws IOException {
    assertThat(
            read(
                "kind: ConfigMap\nmetadata: {name: alerts}\ndata: {rules: \"{{ $labels.pod }} of {{ .Values.x }}\"}"))
        .hasSize(1);
    assertThat(reader.skipped()).isEmpty();
  }

  @Test
  void what_is_no_text_or_without_end_is_a_fault() throws IOException {
    assertThat(read(new byte[] {0x1f, (byte) 0x8b, 0, 1})).isEmpty();
    assertThat(read("kind: x".getBytes(StandardCharsets.UTF_16))).isEmpty();
    assertThat(read("a: " + "[".repeat(100_000))).isEmpty();
    assertThat(read("[".repeat(100_000))).isEmpty();
    assertThat(read("a: &a [*a]")).isEmpty();
    assertThat(
            read(
                "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]"))
        .isEmpty();
    byte[] large = new byte[33 << 20];
    Arrays.fill(large, (byte) ' ');
    assertThat(read(large)).isEmpty();
    assertThat(reader.read(List.of("nul\0byte"))).isEmpty();

    assertThat(reader.faults())
        .satisfiesExactly(
            fault ->
                assertThat(fault).isEqualTo("-: is no text: a manifest is YAML or JSON in UTF-8"),
            fault -> assertThat(fault).startsWith("-: is no text"),
            fault -> assertThat(fault).contains("document 1: it is more than 200 levels deep"),
            fault -> assertThat(fault).contains("levels deep"),
            fault -> assertThat(fault).contains("document 1: it is more than 200 levels deep"),
            fault -> assertThat(fault).contains("document 1: it has too many values"),
            fault -> assertThat(fault).isEqualTo("-: has more than 32 MiB: give less at a time"),
            fault -> assertThat(fault).contains("is no name of a file"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1 \"b\": 2} | -:1:9: document 1 is no JSON: ",
        "{\"a\": {\"b\": 1, \"b\": 2}} | -:1:16: document 1: key \"b\" already set in map",
        "[{\"a\": 1}, 5] | -:1:12: document 2 is no Kubernetes object",
        "{a: 1} {b: 2} | -:1:8: document 1 is no YAML: ",
      })
  void a_fault_of_json_is_told_in_words_of_json(String text, String words) throws IOException {
    read(text);

    assertThat(reader.faults()).hasSize(1).first().asString().startsWith(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "two words",
        "true",
        "yes",
        "No",
        "n",
        "off",
        "null",
        "~",
        "",
        " ",
        "5",
        "-7",
        "1e3",
        "0x1f",
        "0o7",
        "010",
        "1_000",
        "1.5",
        ".5",
        "5.",
        ".inf",
        "12:30:45",
        "2026-11-21",
        "=",
        "<<",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "{a",
        "[a",
        "'a",
        "\"a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "|",
        "> x",
        "two\nlines",
        "ends\n",
        "\n\nbegins",
        "tab\there",
        "é€",
        "😀",
        "100m",
        "128Mi",
        "0.5",
        "v1",
        "http://x:80/y?z",
        "--- x",
        "a:",
        "?x",
        "? x"
      })
  void yaml_quotes_only_what_a_reader_would_take_for_something_else(String text)
      throws IOException {
    JsonNode content = new ObjectMapper().createObjectNode().put("key", text);

    String yaml = PlainYaml.of(content);

    assertThat(new YAMLMapper().readTree(yaml)).as(yaml).isEqualTo(content);
    assertThat(ManifestText.read("-", yaml).documents().get(0).content()).isEqualTo(content);
    boolean plain = text.matches("text|two words|[0-9]+(m|Mi)|v1|http.*|\\?x|é€|😀");
    assertThat(yaml.matches("(?s).*key: [\"'|].*")).as(yaml).isEqualTo(!plain);
  }

  private List<ManifestDocument> read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<ManifestDocument> read(byte[] bytes) {
    standardInput.is(bytes);
    return reader.read(List.of("-"));
  }
}
