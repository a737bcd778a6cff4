/**
 * Replays request traces against both sides: a Deployment under a HorizontalPodAutoscaler and a
 * Knative Service under its autoscaler, each set as it would be rendered. Pure: what reads traces
 * hands them over, and every chance comes from a seed. {@link
 * io.workloadplacement.simulation.Learner} suggests a profile from a trace, {@link
 * io.workloadplacement.simulation.Replay} runs one workload, and {@link
 * io.workloadplacement.simulation.Hindsight} says which side would have been right.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.simulation;
