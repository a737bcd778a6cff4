package io.workloadplacement.caller;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Headers as HTTP/2 carries them. Written plainly; read by the decoder of the JDK's own client,
 * which it exports with
 *
 * <pre>
 * --add-exports java.net.http/jdk.internal.net.http.hpack=ALL-UNNAMED
 * </pre>
 *
 * <p>A connection has one for each direction, as HPACK remembers earlier headers.
 */
final class HeaderBlock {

  private static final int TABLE = 4096;
  private static final String HPACK = "jdk.internal.net.http.hpack.";
  private static final int LARGEST_IN_PREFIX = 127;

  private final Object decoder;
  private final Class<?> callback;

  HeaderBlock() {
    try {
      decoder = Class.forName(HPACK + "Decoder").getConstructor(int.class).newInstance(TABLE);
      callback = Class.forName(HPACK + "DecodingCallback");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each header as a literal that nobody needs to remember. */
  static byte[] encode(List<Map.Entry<String, String>> headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (Map.Entry<String, String> header : headers) {
      block.write(0);
      literal(block, header.getKey());
      literal(block, header.getValue());
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < LARGEST_IN_PREFIX) {
      block.write(bytes.length);
    } else {
      block.write(LARGEST_IN_PREFIX);
      int rest = bytes.length - LARGEST_IN_PREFIX;
      for (; rest > 127; rest >>>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  List<Map.Entry<String, String>> decode(byte[] block) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    InvocationHandler collect =
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          headers.add(Map.entry(arguments[0].toString(), arguments[1].toString()));
          return null;
        };
    try {
      decoder
          .getClass()
          .getMethod("decode", ByteBuffer.class, boolean.class, callback)
          .invoke(
              decoder,
              ByteBuffer.wrap(block),
              true,
              Proxy.newProxyInstance(
                  HeaderBlock.class.getClassLoader(), new Class<?>[] {callback}, collect));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return headers;
  }
}
