package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.AsyncBody.Consumer;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Hands the events of a watch to the client in ASCII: every other character becomes its JSON
 * escape, which means the same.
 *
 * <p>Where WebSockets are refused, the client watches by plain HTTP and decodes each buffer by
 * itself, up to the capacity of the result (Fabric8 7.5.2, unchanged in 7.8.0). A character of
 * several bytes then puts NULs before the next event, which ends the watch for good, and one that
 * falls between two buffers is lost. Neither happens to ASCII.
 */
final class AsciiWatchBodies implements Interceptor {

  @Override
  public Consumer<List<ByteBuffer>> consumer(
      Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
    return isWatch(request) ? new EscapingConsumer(consumer) : consumer;
  }

  private static boolean isWatch(HttpRequest request) {
    String query = request.uri().getRawQuery();
    return query != null && Set.of(query.split("&")).contains("watch=true");
  }

  /** Keeps the beginning of a character whose other bytes are still to come. */
  private static final class EscapingConsumer implements Consumer<List<ByteBuffer>> {

    private final Consumer<List<ByteBuffer>> consumer;
    private final CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer begun = ByteBuffer.allocate(0);

    EscapingConsumer(Consumer<List<ByteBuffer>> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody body) throws Exception {
      consumer.consume(buffers.stream().map(this::escaped).toList(), body);
    }

    private ByteBuffer escaped(ByteBuffer buffer) {
      ByteBuffer bytes = joined(begun, buffer);
      CharBuffer characters = CharBuffer.allocate(bytes.remaining());
      decoder.decode(bytes, characters, false);
      begun = bytes;
      StringBuilder ascii = new StringBuilder(characters.flip().remaining());
      characters
          .chars()
          .forEach(
              character -> {
                if (character < 0x80) {
                  ascii.append((char) character);
                } else {
                  ascii.append("\\u").append(HexFormat.of().toHexDigits((char) character));
                }
              });
      return ByteBuffer.wrap(ascii.toString().getBytes(US_ASCII));
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
      return ByteBuffer.allocate(first.remaining() + second.remaining())
          .put(first)
          .put(second.duplicate())
          .flip();
    }

    @Override
    public <U> U unwrap(Class<U> target) {
      return target.isInstance(this) ? target.cast(this) : consumer.unwrap(target);
    }
  }
}
