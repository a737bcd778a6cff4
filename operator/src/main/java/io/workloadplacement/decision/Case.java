package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.Estimates;
import io.workloadplacement.api.v1alpha1.Placement;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Compliance;
import io.workloadplacement.decision.Decision.Disposition;
import io.workloadplacement.decision.Decision.WaitReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One placement to be decided: the chain of {@link Judge}, then stability, then what is done now.
 */
final class Case {

  /**
   * What is done now.
   *
   * @param reason of the decision
   * @param remark a sentence that ends the decision's message; empty where there is none
   */
  private record Outcome(
      Target target, String reason, String message, Disposition disposition, String remark) {}

  private final DecisionInput input;
  private final PolicySettings policy;
  private final Standing standing;
  private final ExceptionState exception;
  private final List<Blocker> blockers;
  private final Sizer sizer;
  private final PodRequests pod;
  private final CostModel cost;
  private final Load load;

  Case(DecisionInput input, TrafficProfile profile, PolicySettings policy) {
    this.input = input;
    this.policy = policy;
    this.standing = Standing.of(input.placement());
    this.exception = ExceptionState.of(input.placement(), policy, input.now());
    this.blockers = blockers(profile);
    this.sizer = new Sizer(input.placement().getSpec().scaling(), policy.maxReplicas());
    this.pod = PodRequests.of(input.template());
    this.cost = new CostModel(pod, policy.prices());
    this.load = Load.of(profile);
  }

  Decision decide() {
    Verdict verdict = verdict();
    Judge judge = new Judge(policy, blockers, verdict, pin(), standing.running());
    Sides sides = sides(load);
    Judgement judgement = judge.judge(sides);
    Outcome outcome = broken(verdict).orElseGet(() -> outcome(judgement, Matrix.of(sides, policy)));
    Sides rendered = keptWarm(sides, judge, judgement, outcome);
    Compliance compliance =
        isFrozen(outcome)
            ? new Compliance(Compliance.State.UNKNOWN, outcome.reason(), outcome.message())
            : new ComplianceCheck(judge, judgement, exception)
                .of(rendered, outcome.disposition().on());
    return new Decision(
        status(outcome, judge, judgement, sides, rendered),
        outcome.disposition(),
        load.profile(),
        rendered.sizing(),
        compliance,
        exception.firstSeenAt(),
        lookAgainAt(outcome.disposition()));
  }

  private Verdict verdict() {
    return policy.faults().isEmpty() && !exception.counts() && !policy.rules().isEmpty()
        ? Verdict.of(policy, RuleInput.of(input.placement(), input.namespace()))
        : Verdict.NONE;
  }

  private Sides sides(Load of) {
    return Sides.of(of, sizer.size(of), cost);
  }

  /** A policy that cannot be followed, or a rule that fails, leaves everything as it is. */
  private Optional<Outcome> broken(Verdict verdict) {
    String stays =
        standing.running().isPresent()
            ? " The placement stays as it is until that is mended."
            : " A new placement starts on a Deployment until that is mended.";
    if (!policy.faults().isEmpty()) {
      return Optional.of(
          frozen(
              Reasons.POLICY_BROKEN,
              "Policy '%s' cannot be followed: %s."
                      .formatted(policy.name().orElse(""), policy.faults().get(0).text())
                  + stays));
    }
    return verdict
        .failure()
        .map(
            failure ->
                frozen(
                    Reasons.POLICY_RULE_FAILED,
                    "Policy '%s' cannot be followed here: %s."
                            .formatted(policy.name().orElse(""), failure)
                        + stays));
  }

  private Outcome frozen(String reason, String message) {
    Target stays =
        standing.standsIn() ? Target.KNATIVE : standing.running().orElse(Target.DEPLOYMENT);
    Target on = standing.running().orElse(Target.DEPLOYMENT);
    return served(
        new Outcome(
            stays,
            reason,
            message,
            new Disposition.Wait(on, WaitReason.POLICY_BROKEN, Optional.empty()),
            ""));
  }

  private Outcome outcome(Judgement judgement, Matrix matrix) {
    Target wanted = judgement.target();
    Target on = standing.running().orElse(Target.DEPLOYMENT);
    String message = judgement.message().get();
    if (mode() == PlacementMode.RECOMMEND && on != wanted && !isGone(on)) {
      return served(
          new Outcome(
              wanted,
              judgement.reason(),
              message,
              new Disposition.Wait(on, WaitReason.RECOMMEND, Optional.empty()),
              "Mode Recommend moves nothing: it stays on " + Figures.side(on) + "."));
    }
    Optional<StabilityGate.Hold> hold = hold(judgement, matrix);
    if (hold.isPresent()) {
      String until = hold.get().until().map(moment -> " until " + moment).orElse("");
      return served(
          new Outcome(
              wanted,
              Reasons.HELD,
              message,
              new Disposition.Wait(on, WaitReason.HELD, hold.get().until()),
              "Held on %s%s: %s.".formatted(Figures.side(on), until, hold.get().why())));
    }
    return served(
        new Outcome(wanted, judgement.reason(), message, new Disposition.Run(wanted), ""));
  }

  private Optional<StabilityGate.Hold> hold(Judgement judgement, Matrix matrix) {
    Target wanted = judgement.target();
    boolean noMove =
        standing.running().isEmpty()
            || standing.running().get() == wanted
            || standing.standsIn()
            || isGone(standing.running().get());
    boolean underWay = standing.movingTo().filter(to -> to == wanted).isPresent();
    if (noMove || underWay || Reasons.movesAtOnce(judgement.reason())) {
      return Optional.empty();
    }
    StabilityGate gate = new StabilityGate(policy.stability(), standing.history(), input.now());
    return judgement.reason().equals(Reasons.WEIGHTED_MATRIX)
        ? gate.holdForMatrix(matrix.total(wanted) - matrix.total(wanted.other()))
        : gate.holdForLatency();
  }

  /** Whatever was decided: without Knative a Deployment serves. */
  private Outcome served(Outcome outcome) {
    if (!isGone(outcome.disposition().on())) {
      return outcome;
    }
    return new Outcome(
        outcome.target(),
        outcome.reason(),
        outcome.message(),
        new Disposition.Wait(Target.DEPLOYMENT, WaitReason.KNATIVE_ABSENT, Optional.empty()),
        (outcome.remark() + " " + Standing.KNATIVE_IS_ABSENT).strip());
  }

  private boolean isGone(Target target) {
    return target == Target.KNATIVE && !input.cluster().knativeInstalled();
  }

  /**
   * Where Knative is what a pin or a policy wants although it misses the target at zero, it does
   * not scale to zero, unless that would cost more than the policy allows. What is kept warm stays
   * so until it has moved away.
   */
  private Sides keptWarm(Sides sides, Judge judge, Judgement judgement, Outcome outcome) {
    boolean wanted =
        judgement.target() == Target.KNATIVE && Reasons.movesAtOnce(judgement.reason());
    boolean stays =
        standing.keptWarm()
            && (judgement.target() == Target.DEPLOYMENT
                || outcome.disposition() instanceof Disposition.Wait);
    boolean missesAtZero = sides.knative().replicas().min() == 0 && !sides.knative().meetsTarget();
    if (!missesAtZero || !(wanted || stays)) {
      return sides;
    }
    Sides warm = Sides.of(load, sizer.keptWarm(sides.sizing(), load), cost);
    return judge.isAboveLimit(warm.knative()) ? sides : warm;
  }

  private DecisionStatus status(
      Outcome outcome, Judge judge, Judgement judgement, Sides sides, Sides rendered) {
    boolean compared = load.profile().protocol() != Protocol.TCP;
    Matrix matrix = Matrix.of(sides, policy);
    DecisionStatus status =
        new DecisionStatus(
            outcome.target(),
            outcome.reason(),
            (outcome.message() + " " + outcome.remark()).strip(),
            null,
            compared ? matrix.factors() : List.of(),
            compared ? matrix.totals() : null,
            new Estimates(
                rendered.deployment().estimate(), compared ? rendered.knative().estimate() : null),
            blockers,
            isFrozen(outcome) ? null : flipPoint(judge, judgement, sides).orElse(null),
            policy.name().orElse(null),
            Notes.of(pod, policy, exception, sizer, sides, rendered));
    return dated(status);
  }

  private static boolean isFrozen(Outcome outcome) {
    return outcome.reason().equals(Reasons.POLICY_BROKEN)
        || outcome.reason().equals(Reasons.POLICY_RULE_FAILED);
  }

  private Optional<String> flipPoint(Judge judge, Judgement judgement, Sides sides) {
    boolean peakDeclared = input.placement().getSpec().traffic().peakRequestsPerSecond() != null;
    boolean reachable = sides.deployment().meetsTarget();
    return new FlipPoint(
            load,
            judgement,
            changed -> {
              Sides other = sides(changed);
              // A target that no side meets any more would change the side, but nobody wants that.
              return reachable && !other.deployment().meetsTarget()
                  ? judgement
                  : judge.judge(other);
            },
            peakDeclared)
        .sentence();
  }

  /** The moment of a decision is that of its last change. */
  private DecisionStatus dated(DecisionStatus status) {
    String last = standing.decision().map(DecisionStatus::decidedAt).orElse(null);
    if (last != null && standing.decision().get().equals(at(status, last))) {
      return at(status, last);
    }
    return at(status, input.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static DecisionStatus at(DecisionStatus s, String decidedAt) {
    return new DecisionStatus(
        s.target(),
        s.reason(),
        s.message(),
        decidedAt,
        s.factors(),
        s.totals(),
        s.estimates(),
        s.blockers(),
        s.flipPoint(),
        s.policy(),
        s.notes());
  }

  private Optional<Instant> lookAgainAt(Disposition disposition) {
    Optional<Instant> held =
        disposition instanceof Disposition.Wait wait ? wait.until() : Optional.empty();
    return Stream.of(held, exception.until()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  private PlacementMode mode() {
    Placement placement = input.placement().getSpec().placement();
    return placement == null || placement.mode() == null ? PlacementMode.AUTO : placement.mode();
  }

  private Optional<Target> pin() {
    return mode() == PlacementMode.PINNED
        ? Optional.ofNullable(input.placement().getSpec().placement().target())
        : Optional.empty();
  }

  private List<Blocker> blockers(TrafficProfile profile) {
    String field = "spec.traffic.protocol";
    boolean isNew =
        input.blockers().stream()
            .noneMatch(b -> b.target() == Target.KNATIVE && Objects.equals(b.field(), field));
    Stream<Blocker> tcp =
        profile.protocol() == Protocol.TCP && isNew
            ? Stream.of(
                new Blocker(
                    Target.KNATIVE,
                    field,
                    "Knative serves HTTP and gRPC only, not TCP; declare HTTP1, H2C or GRPC if that is what callers speak."))
            : Stream.empty();
    return Stream.concat(input.blockers().stream(), tcp).toList();
  }
}
