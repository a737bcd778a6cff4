/**
 * The operator's word to the router, which is a group of Envoys: {@link
 * io.workloadplacement.router.RouterTable} holds what they are to serve and what each has accepted,
 * {@link io.workloadplacement.router.XdsServer} hands it to them by polled xDS, and {@link
 * io.workloadplacement.router.ListenerPorts} keeps the ports apart. Nothing here knows Kubernetes.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.router;
