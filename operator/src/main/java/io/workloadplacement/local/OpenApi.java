package io.workloadplacement.local;

/** The OpenAPI documents that kubectl reads to explain and to check what it sends. */
final class OpenApi {

  private final ResourceTypes types;

  OpenApi(ResourceTypes types) {
    this.types = types;
  }

  Answer.Response answer(String path) {
    throw ApiError.notServed(path + " for " + types.all().size() + " resources");
  }
}
