package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.http.AsyncBody.Consumer;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiWatchBodiesTest {

  private static final String EVENT = "{\"note\": \"5 €, é, 日本, 🚀, \\u00e9 \\\"\"}\n";

  private final StringBuilder seen = new StringBuilder();

  private Consumer<List<ByteBuffer>> consumerOf(String uri) throws Exception {
    return new AsciiWatchBodies()
        .consumer(
            (buffers, body) -> buffers.forEach(buffer -> seen.append(UTF_8.decode(buffer))),
            new StandardHttpRequest.Builder().uri(new URI(uri)).build());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 1000})
  void a_watch_is_read_the_same_wherever_its_buffers_end(int size) throws Exception {
    Consumer<List<ByteBuffer>> watch = consumerOf("https://api/pods?x=y&watch=true");
    byte[] bytes = EVENT.getBytes(UTF_8);
    for (int from = 0; from < bytes.length; from += size) {
      watch.consume(
          List.of(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from))), null);
    }

    assertThat(US_ASCII.newEncoder().canEncode(seen)).isTrue();
    assertThat(seen.toString()).endsWith("\n");
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readValue(seen.toString(), Map.class))
        .isEqualTo(json.readValue(EVENT, Map.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://api/pods", "https://api/pods?watch=false", "https://api/watch=true"})
  void other_bodies_are_handed_over_as_they_are(String uri) throws Exception {
    consumerOf(uri).consume(List.of(ByteBuffer.wrap(EVENT.getBytes(UTF_8))), null);

    assertThat(seen.toString()).isEqualTo(EVENT);
  }

  @Test
  void bytes_that_are_no_text_do_not_stop_it() throws Exception {
    Consumer<List<ByteBuffer>> watch = consumerOf("https://api/pods?watch=true");

    watch.consume(List.of(ByteBuffer.wrap(new byte[] {'"', (byte) 0xff, '"', '\n'})), null);

    assertThat(seen.toString()).isEqualTo("\"\\ufffd\"\n");
  }
}
