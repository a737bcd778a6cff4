package io.workloadplacement.local;

/** Names of Knative's resources, labels and annotations. */
final class KnativeTypes {

  static final String API_VERSION = "serving.knative.dev/v1";
  static final String SERVICES = "services.serving.knative.dev";
  static final String CONFIGURATIONS = "configurations.serving.knative.dev";
  static final String REVISIONS = "revisions.serving.knative.dev";
  static final String ROUTES = "routes.serving.knative.dev";
  static final String INGRESSES = "ingresses.networking.internal.knative.dev";

  static final String SERVICE = "serving.knative.dev/service";
  static final String SERVICE_UID = "serving.knative.dev/serviceUID";
  static final String CONFIGURATION = "serving.knative.dev/configuration";
  static final String CONFIGURATION_UID = "serving.knative.dev/configurationUID";
  static final String CONFIGURATION_GENERATION = "serving.knative.dev/configurationGeneration";
  static final String REVISION = "serving.knative.dev/revision";
  static final String REVISION_UID = "serving.knative.dev/revisionUID";
  static final String SERVICE_TYPE = "networking.internal.knative.dev/serviceType";
  static final String ROUTE = "serving.knative.dev/route";
  static final String CREATOR = "serving.knative.dev/creator";
  static final String LAST_MODIFIER = "serving.knative.dev/lastModifier";
  static final String VISIBILITY = "networking.knative.dev/visibility";
  static final String INGRESS_CLASS = "networking.knative.dev/ingress.class";
  static final String KOURIER = "kourier.ingress.networking.knative.dev";
  static final String MIN_SCALE = "autoscaling.knative.dev/min-scale";
  static final String INITIAL_SCALE = "autoscaling.knative.dev/initial-scale";

  static final String INTERNAL_GATEWAY = "kourier-internal.kourier-system.svc.cluster.local";
  static final String PUBLIC_GATEWAY = "kourier.kourier-system.svc.cluster.local";

  private KnativeTypes() {}
}
