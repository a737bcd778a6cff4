/**
 * The custom resources of group {@code workloadplacement.io}, version {@code v1alpha1}, as they
 * stand in YAML: names, types and descriptions here are what {@code kubectl explain} shows. Values
 * are not interpreted in this package; durations and rates stay the strings that the user wrote.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.api.v1alpha1;
