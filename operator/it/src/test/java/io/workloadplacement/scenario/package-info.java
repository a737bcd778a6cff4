/**
 * Stories of the operator as it is shipped, told on the embedded API server: given, when, then.
 *
 * <p>A class shares one cluster; every test has a namespace of its own, so that tests of a class
 * run side by side. Everything waits for a condition, with a bound.
 */
package io.workloadplacement.scenario;
