package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpListenerTest extends ClusterTest {

  @Test
  void the_api_is_served_on_the_loopback_address_alone() throws IOException {
    URI url = URI.create(cluster.url());
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();

    assertThat(url.getHost()).isEqualTo("127.0.0.1");
    for (InetAddress address : others) {
      try (Socket socket = new Socket()) {
        assertThatExceptionOfType(ConnectException.class)
            .as(address.toString())
            .isThrownBy(() -> socket.connect(new InetSocketAddress(address, url.getPort()), 2000));
      }
    }
  }

  @Test
  void a_body_larger_than_the_real_server_takes_is_refused() {
    ApiClient.Answer answer = api.create(CONFIG_MAPS, "{a: " + "x".repeat(3 * 1024 * 1024) + "}");

    assertThat(answer.code()).isEqualTo(413);
    assertThat(answer.message()).isEqualTo("Request entity too large: limit is 3145728");
    assertThat(api.get(CONFIG_MAPS).code()).isEqualTo(200);
  }

  @Test
  void what_is_no_request_is_answered_and_the_server_goes_on() throws IOException {
    Map<String, String> requests =
        Map.of(
            "GET /api/v1/pods?%%% HTTP/1.1", "HTTP/1.1 400",
            "GET /api/v1/pods?watch=true&resourceVersion=x HTTP/1.1", "HTTP/1.1 200",
            "GET /api/v1/pods?watch=true&timeoutSeconds=x HTTP/1.1", "HTTP/1.1 400",
            "GET // HTTP/1.1", "HTTP/1.1 400",
            "BREW /api/v1/pods HTTP/1.1", "HTTP/1.1 405");
    for (Map.Entry<String, String> request : requests.entrySet()) {
      try (Socket socket = new Socket("127.0.0.1", URI.create(cluster.url()).getPort())) {
        socket
            .getOutputStream()
            .write(
                (request.getKey() + "\r\nHost: local\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(answer).as(request.getKey()).isEqualTo(request.getValue());
      }
    }
    assertThat(api.get(CONFIG_MAPS).code()).isEqualTo(200);
  }
}
