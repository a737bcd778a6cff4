package io.workloadplacement.cli.trace;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Lines of a comma-separated file, by RFC 4180 but that no value may span lines. */
final class CsvReader implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final int MOST_CHARACTERS = 16 << 20;

  private final Path file;
  private final Reader reader;
  private final char[] buffer = new char[BUFFER];
  private int at;
  private int end;
  private boolean afterReturn;
  private long line;

  /**
   * Opens a file; {@code .gz} is unpacked.
   *
   * @param progress is told how many bytes of the file have been read
   */
  CsvReader(Path file, LongConsumer progress) {
    this.file = file;
    try {
      InputStream raw = new Counted(Files.newInputStream(file), progress);
      InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
      reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Number of the line read last, from 1. */
  long line() {
    return line;
  }

  /** The values of the next line that is not empty; null at the end. */
  @Nullable List<String> next() {
    try {
      while (true) {
        String text = nextLine();
        if (text == null) {
          return null;
        }
        if (line == 1 && text.startsWith("\uFEFF")) {
          text = text.substring(1);
        }
        if (!text.isBlank()) {
          return split(text);
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The next line, which has to end before it fills the memory; null at the end. */
  private @Nullable String nextLine() throws IOException {
    StringBuilder text = new StringBuilder();
    boolean begun = false;
    while (fill()) {
      if (!begun) {
        begun = true;
        line++;
      }
      int from = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      text.append(buffer, from, at - from);
      if (text.length() > MOST_CHARACTERS) {
        throw new TraceException(file, line, "is longer than 16 MiB: is this a text file?");
      }
      if (at < end) {
        afterReturn = buffer[at++] == '\r';
        return text.toString();
      }
    }
    return begun ? text.toString() : null;
  }

  /** Whether there is more; a line feed belongs to the carriage return before it. */
  private boolean fill() throws IOException {
    if (at == end) {
      end = Math.max(0, reader.read(buffer));
      at = 0;
    }
    if (afterReturn && at < end) {
      afterReturn = false;
      if (buffer[at] == '\n') {
        at++;
        return fill();
      }
    }
    return at < end;
  }

  private List<String> split(String text) {
    List<String> values = new ArrayList<>();
    if (text.indexOf('"') < 0) {
      int from = 0;
      for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
        values.add(text.substring(from, comma));
        from = comma + 1;
      }
      values.add(text.substring(from));
      return values;
    }
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    if (quoted) {
      throw new TraceException(file, line, "a quotation mark is not closed on its line");
    }
    values.add(value.toString());
    return values;
  }

  private TraceException unreadable(IOException e) {
    if (e instanceof EOFException || e instanceof ZipException) {
      return new TraceException(
          file, line + 1, "the file is cut short or no gzip file: fetch or write it anew");
    }
    return new TraceException(file, "cannot be read: " + e.getMessage());
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static final class Counted extends FilterInputStream {

    private final LongConsumer progress;
    private long bytes;

    Counted(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) {
      bytes += read;
      progress.accept(bytes);
    }
  }
}
