package io.workloadplacement.caller;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** WebSocket, the server's part: what the JDK's client speaks to. */
final class WebSocketFrames {

  private static final Pattern KEY = Pattern.compile("(?i)\r\nsec-websocket-key: *([^\r]+)");
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int OPCODE = 15;
  private static final int CLOSE = 8;
  private static final int LENGTH = 127;
  private static final int LENGTH_FOLLOWS = 126;
  private static final int MASK = 4;

  private WebSocketFrames() {}

  /** Accepts the upgrade, and sends each frame back until the caller closes. */
  static void echo(String head, InputStream input, OutputStream output) throws IOException {
    DataInputStream in = new DataInputStream(input);
    DataOutputStream out = new DataOutputStream(output);
    Matcher key = KEY.matcher(head);
    if (!key.find()) {
      throw new IOException("an upgrade without a key");
    }
    String accept =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(accepted(key.group(1).strip()));
    out.write(accept.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    int opcode = 0;
    while (opcode != CLOSE) {
      int first = in.readUnsignedByte();
      opcode = first & OPCODE;
      int length = in.readUnsignedByte() & LENGTH;
      length = length == LENGTH_FOLLOWS ? in.readUnsignedShort() : length;
      byte[] mask = in.readNBytes(MASK);
      byte[] payload = in.readNBytes(length);
      for (int at = 0; at < payload.length; at++) {
        payload[at] ^= mask[at % MASK];
      }
      out.write(first);
      if (length < LENGTH_FOLLOWS) {
        out.write(length);
      } else {
        out.write(LENGTH_FOLLOWS);
        out.writeShort(length);
      }
      out.write(payload);
      out.flush();
    }
  }

  private static String accepted(String key) {
    try {
      byte[] bytes = (key + MAGIC).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
