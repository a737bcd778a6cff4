package io.workloadplacement.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The server's side of a WebSocket (RFC 6455) over which only the server speaks: it sends texts,
 * answers pings, and hears when the client leaves.
 */
final class WebSocket implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(WebSocket.class.getName());
  private static final String SUFFIX_OF_KEYS = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int FINAL = 0x80;
  private static final int OPCODE = 0x0f;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;
  private static final int NORMAL_CLOSURE = 1000;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;
  private static final int MOST_IN_2_BYTES = 0xffff;
  private static final int MOST_FROM_CLIENT = 1 << 20;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final Runnable whenLeft;

  /**
   * A WebSocket over a connection whose client has been told of the switch.
   *
   * @param whenLeft is called once when the client leaves
   */
  WebSocket(Socket socket, Runnable whenLeft) throws IOException {
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
    this.whenLeft = whenLeft;
    Thread listener = new Thread(this::listen, "local-websocket");
    listener.setDaemon(true);
    listener.start();
  }

  static boolean isAskedFor(Request request) {
    return request.header("upgrade").equalsIgnoreCase("websocket");
  }

  /** The proof that the server has understood the request. */
  static String accept(Request request) {
    String text = request.header("sec-websocket-key") + SUFFIX_OF_KEYS;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  void send(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void send(int opcode, byte[] content) throws IOException {
    out.write(FINAL | opcode);
    if (content.length < LENGTH_IN_2_BYTES) {
      out.write(content.length);
    } else if (content.length <= MOST_IN_2_BYTES) {
      out.write(LENGTH_IN_2_BYTES);
      out.writeShort(content.length);
    } else {
      out.write(LENGTH_IN_8_BYTES);
      out.writeLong(content.length);
    }
    out.write(content);
    out.flush();
  }

  private void listen() {
    try {
      int opcode = 0;
      while (opcode != CLOSE) {
        opcode = in.readUnsignedByte() & OPCODE;
        byte[] content = content();
        if (opcode == PING) {
          send(PONG, content);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.TRACE, "the client of a watch went away", e);
    }
    whenLeft.run();
  }

  private byte[] content() throws IOException {
    int second = in.readUnsignedByte();
    long length = second & LENGTH;
    if (length == LENGTH_IN_2_BYTES) {
      length = in.readUnsignedShort();
    } else if (length == LENGTH_IN_8_BYTES) {
      length = in.readLong();
    }
    if (length < 0 || length > MOST_FROM_CLIENT) {
      throw new IOException("a frame of " + length + " bytes");
    }
    byte[] mask = new byte[4];
    if ((second & MASKED) != 0) {
      in.readFully(mask);
    }
    byte[] content = new byte[(int) length];
    in.readFully(content);
    for (int i = 0; i < content.length; i++) {
      content[i] ^= mask[i % mask.length];
    }
    return content;
  }

  /** Says that it is over, as planned. */
  @Override
  public void close() {
    try {
      send(CLOSE, new byte[] {NORMAL_CLOSURE >> 8, (byte) NORMAL_CLOSURE});
    } catch (IOException e) {
      LOG.log(Level.TRACE, "the client of a watch has gone before", e);
    }
  }
}
