package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Answers who someone is and what they may: everyone is the same user here, and may everything. */
final class Reviews {

  static final String AUTHORIZATION = "authorization.k8s.io";
  static final String AUTHENTICATION = "authentication.k8s.io";

  /** One kind of question; all of them are asked by a POST. */
  record Kind(String group, String plural, String kind, boolean namespaced, String answer) {}

  private static final String ALLOWED = "{'allowed': true}";

  /** The questions that are answered. */
  static final List<Kind> KINDS =
      List.of(
          new Kind(
              AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, ALLOWED),
          new Kind(
              AUTHORIZATION,
              "selfsubjectrulesreviews",
              "SelfSubjectRulesReview",
              false,
              "{'resourceRules': [{'verbs': ['*'], 'apiGroups': ['*'], 'resources': ['*']}],"
                  + " 'nonResourceRules': [{'verbs': ['*'], 'nonResourceURLs': ['*']}],"
                  + " 'incomplete': false}"),
          new Kind(AUTHORIZATION, "subjectaccessreviews", "SubjectAccessReview", false, ALLOWED),
          new Kind(
              AUTHORIZATION,
              "localsubjectaccessreviews",
              "LocalSubjectAccessReview",
              true,
              ALLOWED),
          new Kind(
              AUTHENTICATION,
              "selfsubjectreviews",
              "SelfSubjectReview",
              false,
              "{'userInfo': {'username': 'local', 'groups': ['system:masters',"
                  + " 'system:authenticated']}}"));

  private Reviews() {}

  static Optional<Kind> at(ResourcePath path) {
    return KINDS.stream()
        .filter(kind -> kind.group().equals(path.group()) && kind.plural().equals(path.plural()))
        .findFirst();
  }

  static ObjectNode answer(Kind kind, ObjectNode question) {
    ObjectNode review = question.deepCopy();
    review.put("apiVersion", kind.group() + "/v1").put("kind", kind.kind());
    Json.metadata(review);
    review.set("status", Json.literal(kind.answer()));
    return review;
  }
}
