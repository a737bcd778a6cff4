package io.workloadplacement.caller;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks, up to its end; trailers are read over. */
final class ChunkedStream extends InputStream {

  private static final int HEX = 16;

  private final InputStream in;
  private long left;
  private boolean first = true;
  private boolean ended;

  ChunkedStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      begin();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(into, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("closed within a body");
    }
    left -= read;
    return read;
  }

  private void begin() throws IOException {
    if (!first) {
      line();
    }
    first = false;
    left = Long.parseLong(line().split(";")[0].strip(), HEX);
    if (left == 0) {
      ended = true;
      while (!line().isEmpty()) {
        // A trailer.
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed within a body");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
