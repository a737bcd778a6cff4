package io.workloadplacement.scenario;

import org.junit.jupiter.api.Nested;

/**
 * All scenarios. They mostly wait, so they run side by side, but not beside the other tests, some
 * of which watch the clock. One alone: {@code ./mvnw test -Dtest=MigrationScenario}.
 */
class ScenariosTest {

  @Nested
  class Adoption extends AdoptionScenario {}

  @Nested
  class AdoptionConflict extends AdoptionConflictScenario {}

  @Nested
  class AnnotatedService extends AnnotatedServiceScenario {}

  @Nested
  class AnnotatedServicesOff extends AnnotatedServicesOffScenario {}

  @Nested
  class AnnotationGone extends AnnotationGoneScenario {}

  @Nested
  class ApiFault extends ApiFaultScenario {}

  @Nested
  class Audit extends AuditScenario {}

  @Nested
  class Autoscaling extends AutoscalingScenario {}

  @Nested
  class ContainedError extends ContainedErrorScenario {}

  @Nested
  class CrashPoint extends CrashPointScenario {}

  @Nested
  class Deletion extends DeletionScenario {}

  @Nested
  class Drift extends DriftScenario {}

  @Nested
  class FailedRollout extends FailedRolloutScenario {}

  @Nested
  class Fallback extends FallbackScenario {}

  @Nested
  class FurtherServices extends FurtherServicesScenario {}

  @Nested
  class Gateway extends GatewayScenario {}

  @Nested
  class KnativeComesAndGoes extends KnativeComesAndGoesScenario {}

  @Nested
  class Metrics extends MetricsScenario {}

  @Nested
  class MissingRights extends MissingRightsScenario {}

  @Nested
  class Migration extends MigrationScenario {}

  @Nested
  class PinByAnnotation extends PinByAnnotationScenario {}

  @Nested
  class NamespacedRights extends NamespacedRightsScenario {}

  @Nested
  class Policy extends PolicyScenario {}

  @Nested
  class QuietEnd extends QuietEndScenario {}

  @Nested
  class RefusedTemplate extends RefusedTemplateScenario {}

  @Nested
  class RolledBackMigration extends RolledBackMigrationScenario {}

  @Nested
  class Router extends RouterScenario {}

  @Nested
  class Samples extends SamplesScenario {}

  @Nested
  class Status extends StatusScenario {}

  @Nested
  class TakenNames extends TakenNamesScenario {}

  @Nested
  class WatchedKinds extends WatchedKindsScenario {}

  @Nested
  class WatchedNamespaces extends WatchedNamespacesScenario {}

  @Nested
  class WatchedText extends WatchedTextScenario {}
}
