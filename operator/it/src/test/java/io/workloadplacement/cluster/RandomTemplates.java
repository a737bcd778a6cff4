package io.workloadplacement.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Random;

/**
 * Pod templates as people write them, some with what Knative does not take. Each is one container,
 * into which a few of the fragments below are merged; lists grow.
 */
final class RandomTemplates {

  /** The only one that templates name. */
  static final String SERVICE_ACCOUNT = "shop";

  private static final List<String> PODS =
      List.of(
          "{serviceAccountName: " + SERVICE_ACCOUNT + "}",
          "{automountServiceAccountToken: false}",
          "{automountServiceAccountToken: true}",
          "{imagePullSecrets: [{name: registry}]}",
          "{enableServiceLinks: false}",
          "{restartPolicy: Always, dnsPolicy: ClusterFirst, schedulerName: default-scheduler}",
          "{nodeSelector: {kubernetes.io/os: linux}}",
          "{securityContext: {}}",
          "{securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}}",
          "{securityContext: {fsGroup: 1000}}",
          "{volumes: [{name: tmp, emptyDir: {}}], containers: [{volumeMounts: [{name: tmp, mountPath: /tmp}]}]}",
          "{volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 64Mi}}], containers: [{volumeMounts: [{name: shm, mountPath: /dev/shm}]}]}",
          "{volumes: [{name: settings, configMap: {name: settings}}], containers: [{volumeMounts: [{name: settings, mountPath: /etc/app, readOnly: true}]}]}",
          "{volumes: [{name: keys, secret: {secretName: keys, items: [{key: a, path: b}]}}], containers: [{volumeMounts: [{name: keys, mountPath: /etc/keys}]}]}",
          "{volumes: [{name: all, projected: {sources: [{configMap: {name: settings}}, {serviceAccountToken: {path: token, audience: shop}}]}}], containers: [{volumeMounts: [{name: all, mountPath: /var/all}]}]}");

  private static final List<String> PODS_OF_FEW =
      List.of(
          "{hostNetwork: true}",
          "{hostPID: true}",
          "{nodeSelector: {disk: fast}}",
          "{tolerations: [{key: gpu, operator: Exists}]}",
          "{affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: web}}}}]}}}",
          "{topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]}",
          "{hostAliases: [{ip: 10.0.0.1, hostnames: [db]}]}",
          "{priorityClassName: high}",
          "{runtimeClassName: gvisor}",
          "{dnsConfig: {nameservers: [10.0.0.1]}}",
          "{shareProcessNamespace: true}",
          "{terminationGracePeriodSeconds: 120}",
          "{securityContext: {supplementalGroups: [7]}}",
          "{securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}}",
          "{volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], containers: [{volumeMounts: [{name: data, mountPath: /data}]}]}",
          "{volumes: [{name: host, hostPath: {path: /var/log}}], containers: [{volumeMounts: [{name: host, mountPath: /logs}]}]}",
          "{volumes: [{name: unused, emptyDir: {}}]}",
          "{initContainers: [{name: prepare, image: 'registry.example/prepare:1'}]}",
          "{containers: [{}, {name: sidecar, image: 'registry.example/sidecar:1'}]}",
          "{containers: [{}, {name: sidecar, image: 'registry.example/sidecar:1', livenessProbe: {httpGet: {path: /, port: 9999}}}]}",
          "{containers: [{}, {name: sidecar, image: 'registry.example/sidecar:1', ports: [{containerPort: 7001}]}]}",
          "{hostname: web, subdomain: shop}",
          "{activeDeadlineSeconds: 600}");

  private static final List<String> CONTAINERS =
      List.of(
          "{env: [{name: LOG, value: info}, {name: EMPTY}]}",
          "{env: [{name: PORT, value: '8080'}]}",
          "{env: [{name: KEY, valueFrom: {secretKeyRef: {name: keys, key: a}}}]}",
          "{env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: m, optional: true}}}]}",
          "{env: [{name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]}",
          "{envFrom: [{configMapRef: {name: settings}}, {prefix: K_, secretRef: {name: keys}}]}",
          "{readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5}}",
          "{readinessProbe: {httpGet: {path: /ready, port: http, httpHeaders: [{name: Probe, value: 'yes'}]}}}",
          "{livenessProbe: {tcpSocket: {port: 8080}, initialDelaySeconds: 10, failureThreshold: 5}}",
          "{livenessProbe: {exec: {command: [cat, /tmp/alive]}}}",
          "{startupProbe: {httpGet: {path: /, port: http}, failureThreshold: 30, periodSeconds: 2}}",
          "{resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}}",
          "{resources: {limits: {cpu: '1', memory: 1Gi, ephemeral-storage: 1Gi}}}",
          "{securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}}",
          "{securityContext: {runAsUser: 65532, runAsGroup: 65532, runAsNonRoot: true}}",
          "{securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}",
          "{command: [/app/server], args: ['--verbose'], workingDir: /app}",
          "{imagePullPolicy: Always, terminationMessagePolicy: FallbackToLogsOnError}",
          "{ports: [{name: metrics, containerPort: 9102}]}",
          "{lifecycle: {}, stdin: false, tty: false}");

  private static final List<String> CONTAINERS_OF_FEW =
      List.of(
          "{securityContext: {privileged: true}}",
          "{securityContext: {capabilities: {add: [NET_ADMIN]}}}",
          "{securityContext: {procMount: Default}}",
          "{securityContext: {seLinuxOptions: {level: 's0'}}}",
          "{lifecycle: {preStop: {exec: {command: [sleep, '5']}}}}",
          "{lifecycle: {postStart: {exec: {command: ['true']}}}}",
          "{env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}",
          "{env: [{name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]}",
          "{env: [{name: K_SERVICE, value: shop}]}",
          "{env: [{name: PORT, value: '9999'}]}",
          "{volumeMounts: [{name: nowhere, mountPath: /nowhere}]}",
          "{readinessProbe: {httpGet: {path: /, port: 8080}, timeoutSeconds: 0, successThreshold: 2}}",
          "{livenessProbe: {httpGet: {path: /, port: 8080}, tcpSocket: {port: 8080}}}",
          "{livenessProbe: {httpGet: {path: /, port: 8080}, terminationGracePeriodSeconds: 10}}",
          "{stdin: true, tty: true}",
          "{resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}",
          "{ports: [{name: admin, containerPort: 8022}]}",
          "{ports: [{name: dns, containerPort: 5353, protocol: UDP}]}",
          "{volumeDevices: [{name: disk, devicePath: /dev/disk}]}");

  private final Random random;

  /**
   * @param seed of which the same templates come again
   */
  RandomTemplates(long seed) {
    random = new Random(seed);
  }

  PodTemplateSpec next() {
    ObjectNode pod =
        tree(
            "{containers: [{name: web, image: 'registry.example/shop/web:1', ports: [{name: http, containerPort: 8080}]}]}");
    boolean ofFew = random.nextInt(3) > 0;
    some(PODS, random.nextInt(3), pod);
    some(CONTAINERS, random.nextInt(4), container(pod));
    if (ofFew) {
      boolean ofPod = random.nextBoolean();
      some(ofPod ? PODS_OF_FEW : CONTAINERS_OF_FEW, 1, ofPod ? pod : container(pod));
    }
    ObjectNode template = pod.objectNode();
    template.putObject("metadata").putObject("labels").put("app", "web");
    template.set("spec", pod);
    return Serialization.unmarshal(template.toString(), PodTemplateSpec.class);
  }

  private void some(List<String> fragments, int number, ObjectNode into) {
    random
        .ints(0, fragments.size())
        .distinct()
        .limit(number)
        .forEach(index -> merge(tree(fragments.get(index)), into));
  }

  private static ObjectNode container(ObjectNode pod) {
    return (ObjectNode) pod.path("containers").path(0);
  }

  private static ObjectNode tree(String yaml) {
    return Serialization.unmarshal("--- " + yaml, ObjectNode.class);
  }

  private static void merge(ObjectNode fragment, ObjectNode into) {
    fragment
        .properties()
        .forEach(
            field -> {
              JsonNode there = into.get(field.getKey());
              if (field.getKey().equals("containers") && there != null) {
                containers(field.getValue(), (ArrayNode) there);
              } else if (there instanceof ObjectNode holder
                  && field.getValue() instanceof ObjectNode object) {
                merge(object, holder);
              } else if (there instanceof ArrayNode list
                  && field.getValue() instanceof ArrayNode more) {
                list.addAll(more);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  /** The first of a fragment is the one that serves. */
  private static void containers(JsonNode fragment, ArrayNode there) {
    merge((ObjectNode) fragment.path(0), (ObjectNode) there.path(0));
    for (int i = 1; i < fragment.size(); i++) {
      there.add(fragment.path(i));
    }
  }
}
