package io.workloadplacement.caller;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.CRC32;

/** Many bytes, which are always the same. */
final class Bulk {

  private static final byte[] BLOCK = new byte[64 * 1024];

  static {
    new Random(1).nextBytes(BLOCK);
  }

  private Bulk() {}

  static void write(OutputStream out, long bytes) throws IOException {
    for (long left = bytes; left > 0; left -= BLOCK.length) {
      out.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
    }
    out.flush();
  }

  /** How many bytes there are, and a checksum. */
  static String checksum(InputStream in) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[BLOCK.length];
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      sum.update(buffer, 0, read);
      bytes += read;
    }
    return bytes + " " + Long.toHexString(sum.getValue());
  }

  static String checksum(long bytes) {
    CRC32 sum = new CRC32();
    for (long left = bytes; left > 0; left -= BLOCK.length) {
      sum.update(BLOCK, 0, (int) Math.min(left, BLOCK.length));
    }
    return bytes + " " + Long.toHexString(sum.getValue());
  }
}
