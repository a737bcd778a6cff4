package io.workloadplacement.install;

import static io.workloadplacement.install.ApiWrite.annotation;
import static io.workloadplacement.install.ApiWrite.create;
import static io.workloadplacement.install.ApiWrite.delete;
import static io.workloadplacement.install.ApiWrite.deleteCollection;
import static io.workloadplacement.install.ApiWrite.owner;
import static io.workloadplacement.install.ApiWrite.patch;
import static io.workloadplacement.install.ApiWrite.placement;
import static io.workloadplacement.install.ApiWrite.service;
import static io.workloadplacement.install.ApiWrite.template;

/** What somebody tries to gain by writing a placement or a Service, by a dry run. */
enum RightsAttempt {
  RUN_A_TEMPLATE(
      "a Deployment of its own",
      "placer",
      create(placement("new", template("a"), "Auto")),
      "spec.template: %s may not create Deployments in namespace"),
  ADOPT(
      "another's Deployment adopted",
      "placer",
      create(placement("new", "workloadRef: {name: legacy}", "Auto")),
      "spec.workloadRef: %s may not patch Deployment rights-not-gained/legacy"),
  ADOPT_ANOTHER(
      "a Deployment beside the one it may patch",
      "legacy-keeper",
      create(placement("new", "workloadRef: {name: other}", "Recommend")),
      "spec.workloadRef: %s may not patch Deployment rights-not-gained/other"),
  A_SERVICE_BY_A_TEMPLATE(
      "a Service",
      "without-services",
      create(placement("new", template("a"), "Auto")),
      "spec.service: %s may not create and patch Services in namespace"),
  A_SERVICE_BY_ADOPTING(
      "a Service",
      "without-services",
      create(placement("new", "workloadRef: {name: legacy}", "Auto")),
      "spec.service: %s may not create and patch Services in namespace"),
  A_KNATIVE_SERVICE_BY_A_TEMPLATE(
      "a Knative Service",
      "without-knative",
      create(placement("new", template("a"), "Auto")),
      "spec.placement: %s may not create and patch Knative Services in namespace"),
  A_KNATIVE_SERVICE_BY_ADOPTING(
      "a Knative Service",
      "without-knative",
      create(placement("new", "workloadRef: {name: legacy}", "Pinned, target: Knative")),
      "spec.placement: %s may not create and patch Knative Services in namespace"),
  FREE_FROM_A_PIN(
      "a Knative Service of a workload that is kept on a Deployment",
      "without-knative",
      patch(
          "workloadplacements",
          "",
          "pinned",
          "{'spec': {'placement': {'mode': 'Auto', 'target': null}}}"),
      "spec.placement: %s may not create and patch Knative Services in namespace"),
  PIN_BY_ANNOTATION(
      "the same for a while",
      "without-knative",
      patch(
          "workloadplacements",
          "",
          "pinned",
          "{'metadata': {'annotations': {'workloadplacement.io/pin': 'Knative until"
              + " 2036-12-01T00:00:00Z'}}}"),
      "spec.placement: %s may not create and patch Knative Services in namespace"),
  ANOTHER_IMAGE(
      "another's pods run its image",
      "placer",
      patch("workloadplacements", "", "card", "{'spec': {" + template("b") + "}}"),
      "spec.template: %s may not create Deployments"),
  ANOTHER_IMAGE_OF_ANOTHERS(
      "another's Deployment changed by who may only create some",
      "creator",
      patch("workloadplacements", "", "card", "{'spec': {" + template("b") + "}}"),
      "spec.template: %s may not patch Deployment rights-not-gained/card"),
  PIN_AN_ADOPTED_DEPLOYMENT(
      "another's Deployment at zero",
      "placer",
      patch(
          "workloadplacements",
          "",
          "adopting",
          "{'spec': {'placement': {'mode': 'Pinned', 'target': 'Knative'}}}"),
      "spec.workloadRef: %s may not patch Deployment rights-not-gained/legacy"),
  LEAVE_A_POLICY(
      "a workload freed from its policy",
      "placer",
      patch("workloadplacements", "", "card", "{'metadata': {'labels': {'compliance': null}}}"),
      "spec.template: %s may not create Deployments"),
  LEAVE_A_POLICY_BY_ADOPTING(
      "an adopted workload freed from its policy",
      "placer",
      patch("workloadplacements", "", "adopting", "{'metadata': {'labels': {'compliance': null}}}"),
      "spec.workloadRef: %s may not patch Deployment"),
  CHOOSE_A_POLICY(
      "a workload under another policy",
      "placer",
      patch("workloadplacements", "", "card", "{'metadata': {'labels': {'tier': 'batch'}}}"),
      "spec.template: %s may not create Deployments"),
  CHOOSE_A_RULE(
      "another rule, which reads annotations",
      "placer",
      patch(
          "workloadplacements",
          "",
          "card",
          "{'metadata': {'annotations': {'example.com/owner': 'me'}}}"),
      "spec.template: %s may not create Deployments"),
  OVERRULE_A_PROTOCOL(
      "a workload on Knative that speaks no HTTP",
      "placer",
      patch(
          "workloadplacements",
          "",
          "adopting",
          "{'metadata': {'annotations': {'workloadplacement.io/protocol': 'HTTP1'}}}"),
      "spec.workloadRef: %s may not patch Deployment"),
  END_A_WORKLOAD(
      "another's Deployment deleted",
      "placer",
      delete("workloadplacements", "card"),
      "%s may not delete Deployment rights-not-gained/card"),
  END_ALL_WORKLOADS(
      "all Deployments deleted",
      "placer",
      deleteCollection("collection"),
      "%s may not delete Deployment rights-not-gained/pinned"),
  END_WITHOUT_THE_RIGHT_TO_DELETE(
      "a Deployment deleted by who may change it",
      "keeper",
      delete("workloadplacements", "card"),
      "%s may not delete Deployment rights-not-gained/card"),
  END_A_SERVICE(
      "a Service deleted",
      "deleter",
      delete("workloadplacements", "card"),
      "%s may not delete Service rights-not-gained/card"),
  END_A_KNATIVE_SERVICE(
      "a Knative Service deleted",
      "without-knative",
      delete("workloadplacements", "card"),
      "%s may not delete Knative Service rights-not-gained/card-kn"),
  GIVE_AN_ADOPTED_DEPLOYMENT_BACK(
      "the size of another's Deployment",
      "placer",
      delete("workloadplacements", "adopting"),
      "%s may not patch Deployment rights-not-gained/legacy"),
  END_BY_AN_OWNER_THAT_IS_NOT_THERE(
      "another's Deployment deleted by the garbage collector",
      "keeper",
      patch(
          "workloadplacements",
          "",
          "card",
          "{'metadata': {'ownerReferences': [" + owner("ConfigMap") + "]}}"),
      "%s may not delete Deployment rights-not-gained/card"),
  GIVE_BACK_BY_AN_OWNER_THAT_IS_NOT_THERE(
      "an adopted Deployment given back by the garbage collector",
      "placer",
      patch(
          "workloadplacements",
          "",
          "adopting",
          "{'metadata': {'ownerReferences': [" + owner("ConfigMap") + "]}}"),
      "spec.workloadRef: %s may not patch Deployment"),
  TAKE_A_FINALIZER_OUT(
      "a Deployment left at zero",
      "placer",
      patch("workloadplacements", "", "adopting", "{'metadata': {'finalizers': null}}"),
      "spec.workloadRef: %s may not patch Deployment"),
  PUT_A_FINALIZER_IN(
      "a placement that never ends",
      "placer",
      patch(
          "workloadplacements",
          "",
          "card",
          "{'metadata': {'finalizers': ['example.com/forever']}}"),
      "spec.template: %s may not patch Deployment rights-not-gained/card"),
  WRITE_A_STATUS(
      "an operator that acts on a migration that nobody decided",
      "placer",
      patch("workloadplacements", "status", "card", "{'status': {'target': 'Knative'}}"),
      "status: only the operator writes it, and %s is not the operator",
      "operator"),
  WRITE_A_FORMER_SIZE(
      "the size to which a Deployment is given back",
      "placer",
      patch(
          "workloadplacements",
          "status",
          "adopting",
          "{'status': {'adoption': {'originalReplicas': 50}}}"),
      "status: only the operator writes it, and %s is not the operator",
      "operator"),
  PASS_FOR_GENERATED(
      "a placement that passes for the operator's own",
      "owner",
      create(
          placement("new", "workloadRef: {name: legacy}", "Recommend")
              .replace("pci", "pci, workloadplacement.io/service: a")),
      "metadata.labels[workloadplacement.io/service]: only the operator writes it",
      "operator"),
  PASS_FOR_GENERATED_LATER(
      "the same of one that is there",
      "owner",
      patch(
          "workloadplacements",
          "",
          "adopting",
          "{'metadata': {'labels': {'workloadplacement.io/service': 'a'}}}"),
      "metadata.labels[workloadplacement.io/service]: only the operator writes it",
      "operator"),
  BELONG_TO_A_SERVICE(
      "a placement that a Service decides, and takes along",
      "owner",
      patch(
          "workloadplacements",
          "",
          "adopting",
          "{'metadata': {'ownerReferences': [" + owner("Service") + "]}}"),
      "metadata.ownerReferences: only the operator makes a Service the owner",
      "operator"),
  BELONG_TO_A_SERVICE_FROM_THE_START(
      "the same of a new one",
      "owner",
      create(
          placement("new", "workloadRef: {name: legacy}", "Recommend")
              .replace(
                  "name: new",
                  "name: new, ownerReferences: [{apiVersion: v1, kind: Service, name: a, uid: a,"
                      + " controller: true}]")),
      "metadata.ownerReferences: only the operator makes a Service the owner",
      "operator"),
  ANNOTATE_A_NEW_SERVICE(
      "another's Deployment adopted",
      "exposer",
      create(service("new", "traffic-pattern: Steady")),
      "metadata.annotations[workloadplacement.io/traffic-pattern]: %s may not create"
          + " WorkloadPlacements and patch Deployments"),
  ANNOTATE_A_SERVICE(
      "the same by a Service that is there",
      "exposer",
      patch("services", "", "plain", annotation("traffic-pattern", "'Steady'")),
      "%s may not create WorkloadPlacements and patch Deployments"),
  ANNOTATE_BY_THE_STATUS(
      "the same by its status",
      "exposer",
      patch("services", "status", "plain", annotation("traffic-pattern", "'Steady'")),
      "%s may not create WorkloadPlacements and patch Deployments"),
  ANNOTATE_BY_THE_STATUS_ALONE(
      "the same by who may write the status of Services, and nothing else",
      "status-writer",
      patch("services", "status", "plain", annotation("traffic-pattern", "'Steady'")),
      "%s may not create WorkloadPlacements and patch Deployments"),
  ANNOTATE_WITHOUT_OPTING_IN(
      "a workload on Knative that speaks no HTTP, whose placement a person wrote",
      "exposer",
      patch("services", "", "plain", annotation("protocol", "'HTTP1'")),
      "metadata.annotations[workloadplacement.io/...]: %s may not create WorkloadPlacements"),
  PIN_BY_THE_SERVICE(
      "a workload on Knative for a while",
      "exposer",
      patch("services", "", "plain", annotation("pin", "'Knative until 2036-12-01T00:00:00Z'")),
      "metadata.annotations[workloadplacement.io/...]: %s may not create WorkloadPlacements"),
  ANNOTATE_WITHOUT_PLACEMENTS(
      "a placement",
      "deployer",
      create(service("new", "traffic-pattern: Steady")),
      "%s may not create WorkloadPlacements and patch Deployments"),
  ANNOTATE_FOR_KNATIVE(
      "a Knative Service",
      "without-knative",
      create(service("new", "traffic-pattern: Steady")),
      "metadata.annotations[workloadplacement.io/traffic-pattern]: %s may not create Knative"
          + " Services"),
  CHANGE_AN_ANNOTATION(
      "another decision",
      "exposer",
      patch("services", "", "annotated", annotation("mode", "'Recommend'")),
      "%s may not create WorkloadPlacements and patch Deployments"),
  CHANGE_A_LABEL_OF_THE_SERVICE(
      "a generated placement freed from its policy",
      "exposer",
      patch("services", "", "annotated", "{'metadata': {'labels': {'compliance': null}}}"),
      "%s may not create WorkloadPlacements and patch Deployments"),
  CHANGE_A_LABEL_BY_THE_STATUS(
      "the same by its status",
      "status-writer",
      patch("services", "status", "annotated", "{'metadata': {'labels': {'compliance': null}}}"),
      "%s may not create WorkloadPlacements and patch Deployments"),
  SELECT_ANOTHER_DEPLOYMENT(
      "another Deployment adopted in its place",
      "exposer",
      patch("services", "", "annotated", "{'spec': {'selector': {'app': 'other'}}}"),
      "%s may not create WorkloadPlacements and patch Deployments"),
  NAME_THE_PORT_OTHERWISE(
      "a workload on Knative that speaks no HTTP",
      "exposer",
      patch("services", "", "annotated", "{'spec': {'ports': [{'port': 80, 'name': 'grpc'}]}}"),
      "%s may not create WorkloadPlacements and patch Deployments"),
  OPT_OUT(
      "another's Deployment at its former size",
      "exposer",
      patch("services", "", "annotated", annotation("traffic-pattern", "null")),
      "%s may not delete WorkloadPlacements and patch Deployments"),
  OPT_OUT_BY_THE_STATUS(
      "the same by its status",
      "status-writer",
      patch("services", "status", "annotated", annotation("traffic-pattern", "null")),
      "%s may not delete WorkloadPlacements and patch Deployments"),
  DELETE_AN_ANNOTATED_SERVICE(
      "the same by the garbage collector",
      "exposer",
      delete("services", "annotated"),
      "%s may not delete WorkloadPlacements and patch Deployments");

  private final String gains;
  private final String user;
  private final ApiWrite write;
  private final String refusal;
  private final String allowed;

  RightsAttempt(String gains, String user, ApiWrite write, String refusal) {
    this(gains, user, write, refusal, "owner");
  }

  RightsAttempt(String gains, String user, ApiWrite write, String refusal, String allowed) {
    this.gains = gains;
    this.user = user;
    this.write = write;
    this.refusal = refusal;
    this.allowed = allowed;
  }

  /** What it would be good for. */
  String gains() {
    return gains;
  }

  /** Who tries it, with some of the rights that it takes. */
  String user() {
    return user;
  }

  ApiWrite write() {
    return write;
  }

  /** The answer to whoever tries it, whose full name it says. */
  String refusal(String fullName) {
    return refusal.formatted(fullName);
  }

  /** Who may do the same. */
  String allowed() {
    return allowed;
  }
}
