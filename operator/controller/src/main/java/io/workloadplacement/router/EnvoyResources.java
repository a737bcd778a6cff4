package io.workloadplacement.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Makes Envoy's resources of an address: a listener that stays the same for the address's life, and
 * a cluster that holds all that changes. What they say, and why, is in {@code listener.yaml} and
 * {@code cluster.yaml} beside this class.
 */
final class EnvoyResources {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String LISTENER = template("listener.yaml");
  private static final String CLUSTER = template("cluster.yaml");
  private static final String METADATA = "workloadplacement.io";
  private static final String TYPES = "type.googleapis.com/envoy.extensions.";

  private EnvoyResources() {}

  /** The resource of an address, as compact JSON. */
  static String json(XdsType type, RouterAddress address, Set<IpFamily> families) {
    return (type == XdsType.LISTENERS ? listener(address, families) : cluster(address)).toString();
  }

  /** The listener, for a router pod with addresses of these families. */
  static ObjectNode listener(RouterAddress address, Set<IpFamily> families) {
    ObjectNode listener = filledIn(LISTENER, address);
    Iterator<IpFamily> all = families.iterator();
    listener.set("address", socket(all.next().any(), address.port()));
    ArrayNode additional = JSON.createArrayNode();
    all.forEachRemaining(
        family -> additional.addObject().set("address", socket(family.any(), address.port())));
    if (!additional.isEmpty()) {
      listener.set("additional_addresses", additional);
    }
    return listener;
  }

  /** The cluster: the upstreams as endpoints, and the filter that gives each its headers. */
  static ObjectNode cluster(RouterAddress address) {
    ObjectNode cluster = filledIn(CLUSTER, address);
    if (address.upstreams().stream().allMatch(upstream -> IpAddress.is(upstream.host()))) {
      cluster.put("type", "STATIC");
    } else {
      ObjectNode byName = cluster.putObject("cluster_type").put("name", "envoy.clusters.dns");
      byName
          .putObject("typed_config")
          .put("@type", TYPES + "clusters.dns.v3.DnsCluster")
          .put("dns_refresh_rate", "5s")
          .put("dns_lookup_family", "ALL");
    }
    ArrayNode endpoints =
        cluster
            .putObject("load_assignment")
            .put("cluster_name", address.addressName().toString())
            .putArray("endpoints")
            .addObject()
            .putArray("lb_endpoints");
    address.upstreams().forEach(upstream -> endpoints.add(endpoint(upstream)));
    addHeaders(cluster, address.headerNames());
    return cluster;
  }

  private static ObjectNode endpoint(Upstream upstream) {
    ObjectNode endpoint = JSON.createObjectNode().put("load_balancing_weight", upstream.weight());
    endpoint.putObject("endpoint").set("address", socket(upstream.host(), upstream.port()));
    if (!upstream.headers().isEmpty()) {
      ObjectNode values =
          endpoint.putObject("metadata").putObject("filter_metadata").putObject(METADATA);
      upstream.headers().forEach(values::put);
    }
    return endpoint;
  }

  /**
   * Headers by endpoint: a filter of the upstream's side, as on the route's side Envoy has not yet
   * chosen an endpoint. For an endpoint without a value the caller's header stays.
   */
  private static void addHeaders(ObjectNode cluster, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    ArrayNode filters =
        ((ObjectNode) cluster.get("typed_extension_protocol_options").elements().next())
            .putArray("http_filters");
    ObjectNode mutation = filters.addObject().put("name", "envoy.filters.http.header_mutation");
    ArrayNode mutations =
        mutation
            .putObject("typed_config")
            .put("@type", TYPES + "filters.http.header_mutation.v3.HeaderMutation")
            .putObject("mutations")
            .putArray("request_mutations");
    for (String name : names) {
      ObjectNode append =
          mutations
              .addObject()
              .putObject("append")
              .put("append_action", "OVERWRITE_IF_EXISTS_OR_ADD");
      append
          .putObject("header")
          .put("key", name)
          .put("value", "%%UPSTREAM_METADATA(%s:%s)%%".formatted(METADATA, name));
    }
    filters
        .addObject()
        .put("name", "envoy.filters.http.upstream_codec")
        .putObject("typed_config")
        .put("@type", TYPES + "filters.http.upstream_codec.v3.UpstreamCodec");
  }

  private static ObjectNode socket(String host, int port) {
    ObjectNode address = JSON.createObjectNode();
    address.putObject("socket_address").put("address", host).put("port_value", port);
    return address;
  }

  private static ObjectNode filledIn(String template, RouterAddress address) {
    String json =
        template
            .replace("${namespace}", address.namespace())
            .replace("${name}", address.name())
            .replace("${port}", String.valueOf(address.port()));
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A template of the router's is not JSON", e);
    }
  }

  private static String template(String file) {
    try (InputStream in =
        Objects.requireNonNull(EnvoyResources.class.getResourceAsStream(file), file)) {
      JsonNode template = new YAMLMapper().readTree(in);
      return template.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
