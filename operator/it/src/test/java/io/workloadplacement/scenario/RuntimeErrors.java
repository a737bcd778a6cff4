package io.workloadplacement.scenario;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicySpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.observability.LogKeys;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * Errors of the Java runtime in the reconciles of objects of one name, all in one step: by the
 * client that the reconcile uses, or by the placement that it looks at.
 */
final class RuntimeErrors implements AutoCloseable {

  /** Where in a reconcile the error is thrown, and which. */
  enum Step {
    OBSERVE(() -> new NoClassDefFoundError("io/example/Missing")),
    DECIDE(StackOverflowError::new),
    PLAN(() -> new AssertionError("impossible")),
    APPLY(() -> new ExceptionInInitializerError("java.lang.Whatever: https://10.0.0.1:6443")),
    STATUS(() -> new OutOfMemoryError("Java heap space"));

    private final Supplier<Error> error;

    Step(Supplier<Error> error) {
      this.error = error;
    }

    private boolean is(HttpRequest request) {
      boolean status = request.uri().getPath().endsWith("/status");
      return switch (this) {
        case OBSERVE -> "GET".equals(request.method());
        case APPLY -> "PATCH".equals(request.method()) && !status;
        case STATUS -> "PATCH".equals(request.method()) && status;
        case DECIDE, PLAN -> false;
      };
    }

    private boolean isIn(String className) {
      return switch (this) {
        case DECIDE -> className.contains(".workloadplacement.decision.");
        case PLAN -> className.contains(".workloadplacement.rendering.");
        case OBSERVE, APPLY, STATUS -> false;
      };
    }
  }

  private final Step step;
  private final String name;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger thrown = new AtomicInteger();
  private KubernetesClient client;

  RuntimeErrors(Step step, String name) {
    this.step = step;
    this.name = name;
  }

  /** Has an operator meet them. */
  OperatorContext into(OperatorContext context) {
    client =
        new KubernetesClientBuilder()
            .withConfig(context.client().getConfiguration())
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("errors", new ErrorsOfRequests()))
            .build();
    return new OperatorContext(
        context.configuration(),
        context.client(),
        context.clock(),
        context.events(),
        context.metrics(),
        context
            .settings()
            .andThen(
                josdk -> josdk.withKubernetesClient(client).withResourceCloner(new FaultyCopies())),
        context.router());
  }

  int thrown() {
    return thrown.get();
  }

  void end() {
    over.set(true);
  }

  @Override
  public void close() {
    client.close();
  }

  private void throwError() {
    if (!over.get()) {
      thrown.incrementAndGet();
      throw step.error.get();
    }
  }

  private final class ErrorsOfRequests implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (name.equals(MDC.get(LogKeys.NAME)) && step.is(request)) {
        throwError();
      }
    }
  }

  private final class FaultyCopies implements Cloner {
    @Override
    @SuppressWarnings("unchecked") // a subclass of what is copied
    public <R extends HasMetadata> R clone(R object) {
      R copy = client.getKubernetesSerialization().clone(object);
      if (!name.equals(copy.getMetadata().getName())) {
        return copy;
      }
      if (copy instanceof WorkloadPlacement placement) {
        return (R) new FaultyPlacement(placement);
      }
      return copy instanceof PlacementPolicy policy ? (R) new FaultyPolicy(policy) : copy;
    }
  }

  private void throwErrorInStep() {
    boolean inStep =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> step.isIn(frame.getClassName())));
    if (inStep) {
      throwError();
    }
  }

  /** Cannot be looked at by those who work in the step. */
  @Group("workloadplacement.io")
  @Version("v1alpha1")
  @Kind("WorkloadPlacement")
  private final class FaultyPlacement extends WorkloadPlacement {
    private static final long serialVersionUID = 1L;

    FaultyPlacement(WorkloadPlacement placement) {
      setMetadata(placement.getMetadata());
      setSpec(placement.getSpec());
      setStatus(placement.getStatus());
    }

    @Override
    public WorkloadPlacementSpec getSpec() {
      throwErrorInStep();
      return super.getSpec();
    }
  }

  @Group("workloadplacement.io")
  @Version("v1alpha1")
  @Kind("PlacementPolicy")
  @Plural("placementpolicies")
  private final class FaultyPolicy extends PlacementPolicy {
    private static final long serialVersionUID = 1L;

    FaultyPolicy(PlacementPolicy policy) {
      setMetadata(policy.getMetadata());
      setSpec(policy.getSpec());
      setStatus(policy.getStatus());
    }

    @Override
    public PlacementPolicySpec getSpec() {
      throwErrorInStep();
      return super.getSpec();
    }
  }
}
