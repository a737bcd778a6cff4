package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.workloadplacement.router.RouterTable.PollAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod that polls both types as Envoy does, and takes what it is offered, or does not. */
final class PollingPod {

  private final RouterTable table;
  private final String ip;
  private final Map<XdsType, String> versions = new EnumMap<>(XdsType.class);

  PollingPod(RouterTable table, String ip) {
    this.table = table;
    this.ip = ip;
  }

  PollAnswer poll(XdsType type) {
    return table.poll(type, List.of(ip), version(type));
  }

  /** The version that it has; empty for none. */
  String version(XdsType type) {
    return versions.getOrDefault(type, "");
  }

  /** Has a version from now on. */
  void has(XdsType type, String version) {
    versions.put(type, version);
  }

  void accept(XdsType type) {
    if (poll(type) instanceof PollAnswer.Offer offer) {
      has(type, offer.snapshot().version());
    }
  }

  /** Takes everything, and says so. */
  PollingPod acceptsAll() {
    for (XdsType type : XdsType.values()) {
      accept(type);
      poll(type);
    }
    return this;
  }

  /** The names of what an answer offers. */
  static List<String> offered(PollAnswer answer) throws IOException {
    byte[] body = ((PollAnswer.Offer) answer).snapshot().body(Set.of(IpFamily.IPV4));
    List<String> names = new ArrayList<>();
    new JsonMapper()
        .readTree(new String(body, UTF_8))
        .get("resources")
        .forEach(resource -> names.add(resource.get("name").textValue()));
    return names;
  }
}
