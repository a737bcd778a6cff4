package io.workloadplacement.caller;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One side of an HTTP/2 connection by prior knowledge: as much of it as small messages need. What
 * is sent is not held to the other's window, which small messages that are read do not fill.
 */
final class Http2Connection implements Closeable {

  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;
  private static final int PRIORITY_LENGTH = 5;
  private static final int LARGEST_FRAME = 16_384;

  /** What a caller or a server is to know of what comes. */
  interface Listener {
    void headers(int stream, List<Map.Entry<String, String>> headers, boolean end)
        throws IOException;

    void data(int stream, byte[] data, boolean end) throws IOException;

    void reset(int stream, int code) throws IOException;

    void goAway(int lastStream, int code) throws IOException;
  }

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final HeaderBlock received = new HeaderBlock();

  Http2Connection(Socket socket, DataInputStream in, DataOutputStream out) throws IOException {
    this.socket = socket;
    this.in = in;
    this.out = out;
    socket.setTcpNoDelay(true);
  }

  void sendPreface() throws IOException {
    synchronized (out) {
      out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      sendSettings();
    }
  }

  void sendSettings() throws IOException {
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  void sendHeaders(int stream, List<Map.Entry<String, String>> headers, boolean end)
      throws IOException {
    byte[] block = HeaderBlock.encode(headers);
    synchronized (out) {
      int type = HEADERS;
      for (int from = 0; from == 0 || from < block.length; from += LARGEST_FRAME) {
        int to = Math.min(block.length, from + LARGEST_FRAME);
        int flags = (end && from == 0 ? END_STREAM : 0) | (to == block.length ? END_HEADERS : 0);
        frame(type, flags, stream, Arrays.copyOfRange(block, from, to));
        type = CONTINUATION;
      }
    }
  }

  void sendData(int stream, byte[] data, boolean end) throws IOException {
    frame(DATA, end ? END_STREAM : 0, stream, data);
  }

  void sendGoAway(int lastStream) throws IOException {
    frame(GOAWAY, 0, 0, new byte[] {0, 0, (byte) (lastStream >> 8), (byte) lastStream, 0, 0, 0, 0});
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    synchronized (out) {
      out.writeByte(payload.length >> 16);
      out.writeShort(payload.length);
      out.writeByte(type);
      out.writeByte(flags);
      out.writeInt(stream);
      out.write(payload);
      out.flush();
    }
  }

  /** Reads until the other side closes. */
  void read(Listener listener) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    boolean endsStream = false;
    while (true) {
      int first = in.read();
      if (first < 0) {
        return;
      }
      int length = first << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & Integer.MAX_VALUE;
      byte[] payload = in.readNBytes(length);
      if (payload.length < length) {
        throw new EOFException("within a frame");
      }
      switch (type) {
        case HEADERS, CONTINUATION -> {
          block.writeBytes(type == HEADERS ? content(payload, flags) : payload);
          endsStream = type == HEADERS ? (flags & END_STREAM) != 0 : endsStream;
          if ((flags & END_HEADERS) != 0) {
            listener.headers(stream, received.decode(block.toByteArray()), endsStream);
            block.reset();
          }
        }
        case DATA -> {
          boolean end = (flags & END_STREAM) != 0;
          widen(0, length);
          if (!end) {
            widen(stream, length);
          }
          listener.data(stream, content(payload, flags & PADDED), end);
        }
        case RST_STREAM -> listener.reset(stream, integer(payload, 0));
        case GOAWAY -> listener.goAway(integer(payload, 0), integer(payload, 4));
        case SETTINGS -> {
          if ((flags & ACK) == 0) {
            answer(SETTINGS, ACK, 0, new byte[0]);
          }
        }
        case PING -> {
          if ((flags & ACK) == 0) {
            answer(PING, ACK, 0, payload);
          }
        }
        default -> {
          // WINDOW_UPDATE, PRIORITY, and what later versions may bring.
        }
      }
    }
  }

  private void widen(int stream, int by) {
    if (by > 0) {
      answer(WINDOW_UPDATE, 0, stream, new byte[] {0, 0, (byte) (by >> 8), (byte) by});
    }
  }

  /** Who has sent all and closed does not read any more, but what it sent is there to be read. */
  private void answer(int type, int flags, int stream, byte[] payload) {
    try {
      frame(type, flags, stream, payload);
    } catch (IOException e) {
      // The end of what it sent tells that it has closed.
    }
  }

  private static byte[] content(byte[] payload, int flags) {
    int padding = (flags & PADDED) == 0 ? 0 : payload[0] & 0xff;
    int from = ((flags & PADDED) == 0 ? 0 : 1) + ((flags & PRIORITY) == 0 ? 0 : PRIORITY_LENGTH);
    return Arrays.copyOfRange(payload, from, payload.length - padding);
  }

  private static int integer(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  /** Sends no more, and lets the other side read what was sent. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
