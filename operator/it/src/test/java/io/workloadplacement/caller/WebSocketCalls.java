package io.workloadplacement.caller;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Conversations by WebSocket, with the JDK's client. */
final class WebSocketCalls {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String CLOSED = "closed as asked";

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI uri;

  WebSocketCalls(InetSocketAddress to, String host) {
    // The JDK's client takes no other Host than that of the address.
    this.uri = URI.create("ws://" + to.getHostString() + ":" + to.getPort() + "/" + host);
  }

  /** A word each second, and its echo. */
  String converse(int seconds) throws IOException {
    Heard heard = new Heard();
    try {
      WebSocket socket = client.newWebSocketBuilder().buildAsync(uri, heard).join();
      for (int second = 0; second < seconds; second++) {
        String word = "word " + second;
        try {
          socket.sendText(word, true).join();
        } catch (CompletionException e) {
          throw new IOException("after " + second + " words: " + e.getCause(), e);
        }
        heard.expect(word, second);
        Http2Calls.aSecondPasses();
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      heard.expect(CLOSED, seconds);
      return "";
    } catch (CompletionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private static final class Heard implements WebSocket.Listener {

    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
    private final StringBuilder word = new StringBuilder();

    void expect(String expected, int after) throws IOException {
      try {
        String next = words.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (!expected.equals(next)) {
          throw new IOException("after " + after + " words: " + next);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      word.append(data);
      if (last) {
        words.add(word.toString());
        word.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      words.add(code == WebSocket.NORMAL_CLOSURE ? CLOSED : "closed with code " + code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      words.add(error.toString());
    }
  }
}
