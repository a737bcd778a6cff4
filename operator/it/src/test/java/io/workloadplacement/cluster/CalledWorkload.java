package io.workloadplacement.cluster;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.caller.EchoServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The workload that shows what arrives, {@link EchoServer}, on the JRE that the test cluster has as
 * an image; behind a Service of every type, and an Envoy as an ingress.
 */
final class CalledWorkload {

  static final String LOAD_BALANCER_IP = "10.94.0.10";

  private static final String CODE =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: echo, namespace: shop}
      binaryData: {echo.jar: %s}
      """;

  /** A Service of type LoadBalancer has a cluster IP and a node port, too. */
  static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: callers, namespace: shop}
      spec:
        type: LoadBalancer
        selector: {app: callers}
        ports: [{name: http, port: 80, targetPort: 8080}]
      """;

  static final String INGRESS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: ingress, namespace: shop}
      data:
        envoy.yaml: |
          static_resources:
            listeners:
              - address: {socket_address: {address: 0.0.0.0, port_value: 8080}}
                filter_chains:
                  - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: ingress
                          route_config:
                            virtual_hosts:
                              - name: shop
                                domains: [www.example.com]
                                routes:
                                  - match: {prefix: /}
                                    route:
                                      cluster: callers
                                      timeout: 0s
                                      retry_policy: {retry_on: "connect-failure,refused-stream,reset-before-request"}
                          http_filters:
                            - name: envoy.filters.http.router
                              typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            clusters:
              - name: callers
                connect_timeout: 5s
                type: STRICT_DNS
                load_assignment:
                  cluster_name: callers
                  endpoints:
                    - lb_endpoints:
                        - endpoint: {address: {socket_address: {address: callers, port_value: 80}}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: ingress, namespace: shop}
      spec:
        selector: {matchLabels: {app: ingress}}
        template:
          metadata: {labels: {app: ingress}}
          spec:
            containers:
              - name: envoy
                image: lab.local/envoy:lab
                imagePullPolicy: IfNotPresent
                command: [/usr/local/bin/envoy]
                args: [--config-path, /etc/envoy/envoy.yaml, --disable-hot-restart, --concurrency, "1", --log-level, warning]
                readinessProbe: {tcpSocket: {port: 8080}}
                resources: {requests: {cpu: 100m}}
                volumeMounts: [{name: config, mountPath: /etc/envoy}]
            volumes: [{name: config, configMap: {name: ingress}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: ingress, namespace: shop}
      spec:
        selector: {app: ingress}
        ports: [{port: 80, targetPort: 8080}]
      """;

  private CalledWorkload() {}

  /** The classes of the server, as a ConfigMap. */
  static String code() {
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    String folder = EchoServer.class.getPackageName().replace('.', '/');
    Path classes = TestClusterCommand.testClasses().resolve(folder);
    try (JarOutputStream out = new JarOutputStream(jar);
        Stream<Path> files = Files.list(classes)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        out.putNextEntry(new JarEntry(folder + "/" + file.getFileName()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CODE.formatted(Base64.getEncoder().encodeToString(jar.toByteArray()));
  }

  /** What its owners apply: the pods finish what takes as long as it may. */
  static String deployment() {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: callers, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: callers}}
          template:
            metadata: {labels: {app: callers}}
            spec:
              terminationGracePeriodSeconds: 370
              containers:
                - name: echo
                  image: lab.local/jre:lab
                  imagePullPolicy: IfNotPresent
                  args: [%s]
                  ports: [{containerPort: 8080}]
                  readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 2}
                  lifecycle: {preStop: {sleep: {seconds: 5}}}
                  resources: {requests: {cpu: 50m, memory: 96Mi}}
                  volumeMounts: [{name: code, mountPath: /code}]
              volumes: [{name: code, configMap: {name: echo}}]
        """
        .formatted(
            String.join(
                ", ",
                List.of(
                    "-Xmx96m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--add-exports=java.net.http/jdk.internal.net.http.hpack=ALL-UNNAMED",
                    "-cp",
                    "/code/echo.jar",
                    EchoServer.class.getName())));
  }

  /**
   * @param drainPeriod as in {@code spec.migration}
   */
  static String pinnedTo(Target target, String drainPeriod) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: callers, namespace: shop}
        spec:
          workloadRef: {name: callers}
          traffic:
            pattern: Steady
            averageRequestsPerSecond: "50"
            serviceTime: 100ms
            maxRequestDuration: 6m
            concurrencyPerReplica: 100
          latency: {target: 500ms}
          scaling: {minReplicas: 2, maxReplicas: 3}
          migration: {drainPeriod: %s}
          placement: {mode: Pinned, target: %s}
        """
        .formatted(drainPeriod, target);
  }
}
