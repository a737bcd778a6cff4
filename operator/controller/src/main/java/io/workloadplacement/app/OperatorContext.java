package io.workloadplacement.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.Metrics;
import io.workloadplacement.reconcile.observe.RouterConnection;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What controllers are built from.
 *
 * @param configuration the settings of this process
 * @param client the one client; closed by the application
 * @param clock the present
 * @param events where events are recorded
 * @param metrics where meters are registered
 * @param settings what the application asks of JOSDK: leader election, concurrency, metrics, the
 *     client, how informers fail and how long an end may take; to be given to {@link
 *     io.javaoperatorsdk.operator.Operator#Operator(Consumer)}
 * @param router what leads callers to Knative, where the operator has one
 */
public record OperatorContext(
    Configuration configuration,
    KubernetesClient client,
    Clock clock,
    EventRecorder events,
    Metrics metrics,
    Consumer<ConfigurationServiceOverrider> settings,
    Optional<RouterConnection> router) {}
