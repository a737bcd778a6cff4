package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.Estimates;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Compliance;
import io.workloadplacement.decision.Decision.NextAction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One placement to be decided: the chain of {@link DecisionChain}, then what is done about it now
 * by {@link NextActionStep}, then the status that tells of both.
 */
final class DecisionRun {

  private final DecisionInput input;
  private final PolicySettings policy;
  private final CurrentPlacement current;
  private final ExceptionState exception;
  private final AnnotatedRequests requests;
  private final List<Blocker> blockers;
  private final Sizer sizer;
  private final CostModel cost;
  private final Load load;

  DecisionRun(DecisionInput input, TrafficProfile profile, PolicySettings policy) {
    this.input = input;
    this.policy = policy;
    this.current = CurrentPlacement.of(input.placement());
    this.exception = ExceptionState.of(input.placement(), policy, input.now());
    this.requests = AnnotatedRequests.of(input.placement(), input.now());
    this.blockers = blockers(profile);
    this.sizer =
        new Sizer(
            input.placement().getSpec().scaling(),
            policy.maxReplicas(),
            KnativeAnnotations.of(input.template()));
    this.cost = CostModel.of(input, policy.prices());
    this.load = Load.of(profile);
  }

  Decision decide() {
    RuleResult ruleResult = ruleResult();
    DecisionChain chain =
        new DecisionChain(policy, blockers, ruleResult, requests.pin(), current.running());
    Sides sides = sides(load);
    ChainResult chainResult = chain.judge(sides);
    FallbackRule fallback = fallback(chain.isBlocked(Target.DEPLOYMENT));
    NextActionStep step =
        new NextActionStep(
            current,
            mode(),
            input.cluster(),
            policy.stability(),
            fallback,
            requests.decidesAgain(),
            input.now());
    DecisionOutcome outcome =
        frozen(ruleResult, step).orElseGet(() -> step.of(chainResult, Matrix.of(sides, policy)));
    Sides rendered = keptWarm(sides, chain, chainResult, outcome);
    Compliance compliance =
        outcome.isFrozen()
            ? new Compliance(
                Compliance.State.UNKNOWN, outcome.reason().toString(), outcome.message())
            : new ComplianceCheck(chain, chainResult, exception)
                .of(rendered, outcome.nextAction().on());
    return new Decision(
        status(outcome, chain, chainResult, sides, rendered),
        outcome.nextAction(),
        load.profile(),
        policy.prices().currency(),
        rendered.sizing(),
        compliance,
        exception.firstSeenAt(),
        requests,
        input.cluster().outage(),
        lookAgainAt(outcome.nextAction(), fallback));
  }

  private RuleResult ruleResult() {
    return policy.faults().isEmpty() && !exception.counts() && !policy.rules().isEmpty()
        ? RuleResult.of(policy, RuleInput.of(input.placement(), input.namespace()))
        : RuleResult.NONE;
  }

  private Sides sides(Load of) {
    return Sides.of(of, sizer.size(of), cost);
  }

  /** Why nothing may change; empty where the policy can be followed. */
  private Optional<DecisionOutcome> frozen(RuleResult ruleResult, NextActionStep step) {
    String name = policy.name().orElse("");
    if (!policy.faults().isEmpty()) {
      String fault = policy.faults().get(0).text();
      return Optional.of(
          step.frozen(
              Reason.POLICY_BROKEN, "Policy '%s' cannot be followed: %s.".formatted(name, fault)));
    }
    return ruleResult
        .failure()
        .map(
            failure ->
                step.frozen(
                    Reason.POLICY_RULE_FAILED,
                    "Policy '%s' cannot be followed here: %s.".formatted(name, failure)));
  }

  /**
   * Where Knative is what a pin or a policy wants although it misses the target at zero, it does
   * not scale to zero, unless that would cost more than the policy allows. What is kept warm stays
   * so until it has moved away.
   */
  private Sides keptWarm(
      Sides sides, DecisionChain chain, ChainResult chainResult, DecisionOutcome outcome) {
    boolean wanted =
        chainResult.target() == Target.KNATIVE && chainResult.reason().migratesAtOnce();
    boolean stays =
        current.keptWarm()
            && (chainResult.target() == Target.DEPLOYMENT
                || outcome.nextAction() instanceof NextAction.Wait);
    boolean missesAtZero = sides.knative().replicas().min() == 0 && !sides.knative().meetsTarget();
    if (!missesAtZero || !(wanted || stays)) {
      return sides;
    }
    Sides warm = Sides.of(load, sizer.keptWarm(sides.sizing(), load), cost);
    return chain.isAboveLimit(warm.knative()) ? sides : warm;
  }

  private DecisionStatus status(
      DecisionOutcome outcome,
      DecisionChain chain,
      ChainResult chainResult,
      Sides sides,
      Sides rendered) {
    boolean compared = load.profile().protocol() != Protocol.TCP;
    Matrix matrix = Matrix.of(sides, policy);
    DecisionStatus status =
        new DecisionStatus(
            outcome.target(),
            outcome.reason().toString(),
            outcome.sentences(),
            null,
            onlyIf(outcome.standsIn()),
            onlyIf(outcome.fellBack()),
            onlyIf(LatencyMiss.isIn(rendered.on(outcome.nextAction().on()), load.profile())),
            compared ? matrix.factors() : List.of(),
            compared ? matrix.totals() : null,
            new Estimates(
                rendered.deployment().estimate(), compared ? rendered.knative().estimate() : null),
            blockers,
            outcome.isFrozen() ? null : flipPoint(chain, chainResult, sides).orElse(null),
            policy.name().orElse(null),
            Notes.of(
                ResourceNotes.of(input.template(), cost.pod(), policy),
                policy,
                exception,
                requests,
                sizer,
                isPeakDeclared(),
                sides,
                rendered,
                outcome.nextAction().on()));
    return dated(status);
  }

  /** A condition that a status tells only while it holds. */
  private static @Nullable Boolean onlyIf(boolean holds) {
    return holds ? Boolean.TRUE : null;
  }

  private Optional<String> flipPoint(DecisionChain chain, ChainResult chainResult, Sides sides) {
    boolean reachable = sides.deployment().meetsTarget();
    return new FlipPoint(
            load,
            chainResult,
            changed -> {
              Sides other = sides(changed);
              // A target that no side meets any more would change the side, but nobody wants that.
              return reachable && !other.deployment().meetsTarget()
                  ? chainResult
                  : chain.judge(other);
            },
            isPeakDeclared())
        .sentence();
  }

  private boolean isPeakDeclared() {
    return input.placement().getSpec().traffic().peakRequestsPerSecond() != null;
  }

  /** The moment of a decision is that of its last change. */
  private DecisionStatus dated(DecisionStatus status) {
    String last = current.decision().map(DecisionStatus::decidedAt).orElse(null);
    if (last != null && current.decision().get().equals(status.withDecidedAt(last))) {
      return status.withDecidedAt(last);
    }
    return status.withDecidedAt(input.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** A Deployment that cannot run the workload does not take over. */
  private FallbackRule fallback(boolean blocked) {
    return new FallbackRule(
        input.cluster().outage(),
        policy.fallbackAfter().filter(any -> !blocked),
        policy.stability().minDwell(),
        current,
        requests.retriesMigration(),
        input.now());
  }

  private Optional<Instant> lookAgainAt(NextAction nextAction, FallbackRule fallback) {
    Optional<Instant> held =
        nextAction instanceof NextAction.Wait wait ? wait.until() : Optional.empty();
    Optional<Instant> fallbackAt = fallback.begins().filter(input.now()::isBefore);
    return Stream.of(held, exception.until(), requests.changesAt(), fallbackAt)
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private PlacementMode mode() {
    return requests.pin().isPresent() ? PlacementMode.PINNED : input.placement().getSpec().mode();
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
                    "Knative serves HTTP and gRPC only, not TCP; declare HTTP1, H2C or GRPC if that"
                        + " is what callers speak."))
            : Stream.empty();
    return Stream.concat(input.blockers().stream(), tcp).toList();
  }
}
