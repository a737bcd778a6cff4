/**
 * The manifests of both sides, as pure functions of a {@link
 * io.workloadplacement.rendering.RenderInput}: what is rendered holds every default that Knative
 * would fill in, so that applying it a second time changes nothing. Also here: what of a pod
 * template Knative refuses, and what no side takes.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.rendering;
