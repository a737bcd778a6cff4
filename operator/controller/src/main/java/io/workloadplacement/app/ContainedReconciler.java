package io.workloadplacement.app;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.EventRecorder.EventType;
import io.workloadplacement.observability.ReconcileFailure;
import io.workloadplacement.observability.RunningReconciles;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what goes wrong in one reconcile to the object that it is about: whatever is thrown, errors
 * of the Java runtime included, is tried again with JOSDK's back-off. JOSDK itself lets errors
 * through, and never looks at their object again.
 *
 * <p>Trouble that passes by itself is not reported; what outlasts a few tries, and any fault of the
 * operator itself, is: as an event with the reason {@code Retrying}, and in the status by {@link
 * Reconciler#updateErrorStatus}, which is given a {@link ReconcileFailure}. An object that was
 * deleted meanwhile is no trouble.
 *
 * @param <P> the kind that is reconciled
 */
final class ContainedReconciler<P extends HasMetadata> implements Reconciler<P> {

  private static final Logger LOG = LoggerFactory.getLogger(ContainedReconciler.class);
  private static final String RETRYING = "Retrying";
  private static final int TRIES_BEFORE_REPORTING = 3;
  // A fault that lasts fails every 30 seconds; its stack trace is worth a line a quarter of an
  // hour.
  private static final int TRIES_PER_STACK_TRACE = 30;

  private final Reconciler<P> reconciler;
  private final EventRecorder events;
  private final RunningReconciles running;

  ContainedReconciler(Reconciler<P> reconciler, EventRecorder events, RunningReconciles running) {
    this.reconciler = reconciler;
    this.events = events;
    this.running = running;
  }

  @Override
  public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
    return reconciler.prepareEventSources(context);
  }

  @Override
  public UpdateControl<P> reconcile(P resource, Context<P> context) throws Exception {
    try (RunningReconciles.Run run =
        running.begin(context.getControllerConfiguration().getName())) {
      return withStatusWritten(reconciler.reconcile(resource, context), context);
    } catch (KubernetesClientException e) {
      if (isGone(resource, context, e)) {
        LOG.debug("It was deleted meanwhile");
        return UpdateControl.noUpdate();
      }
      throw e;
    } catch (Error e) {
      throw ReconcileFailure.of(e);
    }
  }

  /** Writes the status here: JOSDK would do it where an error is not contained. */
  private UpdateControl<P> withStatusWritten(UpdateControl<P> control, Context<P> context) {
    if (!control.isPatchStatus() || control.isPatchResource()) {
      return control;
    }
    writeStatus(control.getResource().orElseThrow(), context);
    UpdateControl<P> written = UpdateControl.noUpdate();
    control.getScheduleDelay().ifPresent(written::rescheduleAfter);
    return written;
  }

  private void writeStatus(P patch, Context<P> context) {
    context
        .getClient()
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(context.getControllerConfiguration().fieldManager())
                .withForce(true)
                .build());
  }

  /** Asked only when the API server has refused something. */
  private boolean isGone(P resource, Context<P> context, KubernetesClientException refusal) {
    if (refusal.getCode() <= 0) {
      return false;
    }
    try {
      P live = context.getClient().resource(resource).get();
      return live == null || !live.getMetadata().getUid().equals(resource.getMetadata().getUid());
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  @Override
  public ErrorStatusUpdateControl<P> updateErrorStatus(
      P resource, Context<P> context, Exception thrown) {
    int attempt = context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0);
    ReconcileFailure failure = ReconcileFailure.of(thrown);
    boolean reported = failure.isInternal() || attempt >= TRIES_BEFORE_REPORTING;
    log(failure, attempt, reported);
    if (reported) {
      try {
        report(failure, resource, context);
      } catch (Exception | Error e) {
        LOG.warn("Nor could that be reported: {}", ReconcileFailure.of(e).getMessage());
      }
    }
    return ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private void report(ReconcileFailure failure, P resource, Context<P> context) {
    events.record(
        resource,
        EventType.WARNING,
        RETRYING,
        "The operator could not finish and tries again: " + failure.getMessage());
    reconciler
        .updateErrorStatus(resource, context, failure)
        .getResource()
        .ifPresent(patch -> writeStatus(patch, context));
  }

  private static void log(ReconcileFailure failure, int attempt, boolean reported) {
    if (failure.isInternal() && attempt % TRIES_PER_STACK_TRACE == 0) {
      LOG.error("A reconcile failed, and is tried again", failure.getCause());
    } else if (reported) {
      LOG.warn("A reconcile failed, and is tried again: {}", failure.getMessage());
    } else {
      LOG.info("A reconcile failed, and is tried again: {}", failure.getMessage());
    }
  }
}
