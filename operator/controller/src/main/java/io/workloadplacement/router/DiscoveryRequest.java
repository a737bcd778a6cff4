package io.workloadplacement.router;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * What is read of xDS's DiscoveryRequest.
 *
 * @param podIps the addresses of the router pod, the node's id: one, or several by commas
 * @param version the version that it has accepted last; empty for none
 */
record DiscoveryRequest(List<String> podIps, String version) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_ADDRESSES = 4;

  /**
   * Reads a request, without keeping what Envoy says about itself in tens of kilobytes.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON
   * @throws IllegalArgumentException if it does not name its node by IP addresses
   */
  static DiscoveryRequest parse(byte[] body) throws IOException {
    String id = "";
    String version = "";
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is not an object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "node" -> id = nodeId(json);
          case "version_info", "versionInfo" -> version = json.getValueAsString("");
          default -> {}
        }
        json.skipChildren();
      }
    }
    return new DiscoveryRequest(podIps(id), version);
  }

  private static String nodeId(JsonParser json) throws IOException {
    String id = "";
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = "id".equals(json.currentName());
        json.nextToken();
        id = isId ? json.getValueAsString("") : id;
        json.skipChildren();
      }
    }
    return id;
  }

  private static List<String> podIps(String id) {
    List<String> addresses = List.of(id.split(",", -1));
    if (addresses.size() > MOST_ADDRESSES || !addresses.stream().allMatch(IpAddress::is)) {
      throw new IllegalArgumentException(
          "node.id is not the IP address of a router pod, nor several by commas");
    }
    return addresses;
  }
}
