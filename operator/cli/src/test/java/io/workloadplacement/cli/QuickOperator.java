package io.workloadplacement.cli;

import io.javaoperatorsdk.operator.Operator;
import io.workloadplacement.app.Application;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.Setting;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.reconcile.observe.RouterFacts.Drain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The operator as it is shipped, but that it may look at an object more often and migrate more at
 * once, and that the router leaves an address sooner: nobody calls.
 */
final class QuickOperator {

  private static final Duration RECONCILE_AT_MOST_EVERY = Duration.ofMillis(50);
  private static final Drain DRAIN = new Drain(Duration.ofSeconds(1), Duration.ofSeconds(1));

  private QuickOperator() {}

  static Operator create(OperatorContext context) {
    return OperatorRuntime.create(
        new OperatorContext(
            context.configuration(),
            context.client(),
            context.clock(),
            context.events(),
            context.metrics(),
            context.settings(),
            context.router().map(router -> router.draining(DRAIN))),
        RECONCILE_AT_MOST_EVERY);
  }

  /** Starts it on a cluster in the process, where the simulated router follows it. */
  static Application start(LocalCluster cluster, Path kubeconfig) {
    Application operator =
        Application.start(
            Configuration.read(
                Map.of(
                    Setting.KUBECONFIG,
                    kubeconfig.toString(),
                    Setting.HTTP_PORT,
                    "0",
                    Setting.POD_NAMESPACE,
                    LocalCluster.ROUTER_NAMESPACE,
                    Setting.ROUTER_SERVICE,
                    LocalCluster.ROUTER_SERVICE,
                    Setting.LEADER_ELECTION,
                    "false",
                    Setting.MAX_PARALLEL_MIGRATIONS,
                    "1000",
                    Setting.LOG_LEVEL,
                    "error"),
                Map.of()),
            QuickOperator::create);
    operator.xdsPort().ifPresent(cluster::routerFollows);
    return operator;
  }
}
