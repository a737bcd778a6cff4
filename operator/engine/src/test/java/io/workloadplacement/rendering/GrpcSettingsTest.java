package io.workloadplacement.rendering;

import static io.workloadplacement.rendering.ServingContainer.blockers;
import static io.workloadplacement.rendering.ServingContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that name the serving port for gRPC. */
class GrpcSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: GRPC_PORT, value: '8000'}] | true",
        "env: [{name: QUARKUS_GRPC_SERVER_PORT, value: '8000'}] | true",
        "args: [--grpc-port, '8000'] | true",
        "args: ['--grpc-addr=:8000'] | true",
        "args: ['--grpc-listen-address=0.0.0.0:8000'] | true",
        "env: [{name: GRPC_PORT, value: '9000'}] | false",
        "env: [{name: PAYMENT_GRPC_PORT, value: '8000'}] | false",
        "env: [{name: GRPC_SERVER_ADDR, value: 'payment:8000'}] | false",
        "args: ['--grpc-timeout=8000'] | false",
      })
  void a_setting_that_names_the_serving_port_for_grpc_is_believed(String container, boolean grpc) {
    assertThat(blockers(named(container)))
        .hasSize(grpc ? 1 : 0)
        .allSatisfy(
            blocker -> assertThat(blocker.message()).contains("says gRPC", "protocol GRPC"));
  }
}
