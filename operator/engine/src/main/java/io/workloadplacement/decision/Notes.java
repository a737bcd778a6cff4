package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What else a reader of a decision should know: what was assumed, capped or suspended. */
final class Notes {

  private Notes() {}

  /**
   * @param ofResources what is to be said of the pod's resources
   * @param judged both sides as they were judged
   * @param rendered both sides as they are rendered
   * @param on the side that serves until the next decision
   */
  static List<String> of(
      List<String> ofResources,
      PolicySettings policy,
      ExceptionState exception,
      AnnotatedRequests requests,
      Sizer sizer,
      boolean peakDeclared,
      Sides judged,
      Sides rendered,
      Target on) {
    List<String> notes = new ArrayList<>(ofResources);
    exception.note().ifPresent(notes::add);
    requests.note().ifPresent(notes::add);
    capped(policy, sizer, judged).ifPresent(notes::add);
    overloaded(judged).ifPresent(notes::add);
    if (peakDeclared) {
      squeezed(judged.load()).ifPresent(notes::add);
    }
    keptWarm(judged, rendered).ifPresent(notes::add);
    LatencyMiss.of(rendered.on(on), judged.load().profile()).ifPresent(notes::add);
    return notes;
  }

  private static Optional<String> capped(PolicySettings policy, Sizer sizer, Sides judged) {
    int wanted = sizer.wanted(judged.load());
    return policy.maxReplicas().isPresent() && wanted > policy.maxReplicas().getAsInt()
        ? Optional.of(
            "limits.maxReplicas of policy '%s' caps the replicas at %s; without it, %s would be the most."
                .formatted(policy.name().orElse(""), policy.maxReplicas().getAsInt(), wanted))
        : Optional.empty();
  }

  private static Optional<String> overloaded(Sides judged) {
    Load load = judged.load();
    int atPeak = load.replicasFor(load.peakRate());
    int most = judged.sizing().deployment().max();
    return atPeak > most
        ? Optional.of(
            "The peak of %s needs %s and %s is the most: requests will queue."
                .formatted(
                    NumberFormats.rate(load.peakRate()), NumberFormats.replicas(atPeak), most))
        : Optional.empty();
  }

  private static Optional<String> squeezed(Load load) {
    double declared = load.profile().peakRate();
    return load.busyRate() > declared * (1 + 1e-9)
        ? Optional.of(
            "The average, within the %s of the time that have traffic, means %s; both sides are sized for that and not for the declared peak of %s."
                .formatted(
                    NumberFormats.percent(load.busyShare()),
                    NumberFormats.rate(load.busyRate()),
                    NumberFormats.number(declared, 3)))
        : Optional.empty();
  }

  private static Optional<String> keptWarm(Sides judged, Sides rendered) {
    if (rendered.equals(judged)) {
      return Optional.empty();
    }
    TrafficProfile profile = judged.load().profile();
    return Optional.of(
        "Knative keeps at least %s: from zero, p%s would be %s and the target is %s."
            .formatted(
                NumberFormats.replicas(rendered.on(Target.KNATIVE).replicas().min()),
                profile.percentile(),
                DurationText.format(judged.knative().latency()),
                DurationText.format(profile.latencyTarget())));
  }
}
