package io.workloadplacement.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListenerPortsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void an_address_keeps_its_port() {
    ListenerPorts ports = new ListenerPorts();

    OptionalInt first = ports.assign("a", NOW);

    assertThat(first.getAsInt()).isBetween(20000, 23999);
    assertThat(ports.assign("a", NOW.plus(HOUR))).isEqualTo(first);
  }

  @Test
  void a_restarted_operator_chooses_the_same_port() {
    assertThat(new ListenerPorts().assign("a3c1", NOW))
        .isEqualTo(new ListenerPorts().assign("a3c1", NOW));
  }

  @Test
  void every_port_goes_to_one_address_until_none_is_left() {
    ListenerPorts ports = new ListenerPorts();
    Set<Integer> given = new HashSet<>();

    for (int i = 0; i < ListenerPorts.COUNT; i++) {
      given.add(ports.assign("uid-" + i, NOW).getAsInt());
    }

    assertThat(given).hasSize(4000).allMatch(port -> port >= 20000 && port <= 23999);
    assertThat(ports.assign("one-more", NOW)).isEmpty();
  }

  @Test
  void a_port_found_in_the_cluster_stays_with_its_address() {
    ListenerPorts ports = new ListenerPorts(20000, 2);

    ports.taken("found", 20001);

    assertThat(ports.assign("found", NOW)).hasValue(20001);
    assertThat(ports.assign("other", NOW)).hasValue(20000);
  }

  @Test
  void of_two_addresses_found_with_the_same_port_one_gets_another() {
    ListenerPorts ports = new ListenerPorts();

    ports.taken("first", 20005);
    ports.taken("second", 20005);

    assertThat(ports.assign("first", NOW)).hasValue(20005);
    assertThat(ports.assign("second", NOW).getAsInt()).isNotEqualTo(20005);
  }

  @Test
  void a_port_beyond_the_range_is_kept_where_it_is_in_use() {
    ListenerPorts ports = new ListenerPorts();

    ports.taken("elsewhere", 30000);

    assertThat(ports.assign("elsewhere", NOW)).hasValue(30000);
  }

  @Test
  void a_released_port_rests_for_an_hour() {
    ListenerPorts ports = new ListenerPorts(20000, 1);
    ports.assign("before", NOW);

    ports.release("before", NOW);

    assertThat(ports.assign("after", NOW.plus(HOUR).minusSeconds(1))).isEmpty();
    assertThat(ports.assign("after", NOW.plus(HOUR))).hasValue(20000);
  }

  @Test
  void a_released_port_can_go_back_to_its_address_at_once() {
    ListenerPorts ports = new ListenerPorts(20000, 1);
    ports.assign("a", NOW);
    ports.release("a", NOW);

    assertThat(ports.assign("a", NOW.plusSeconds(1))).hasValue(20000);
  }

  @Test
  void releasing_what_has_no_port_changes_nothing() {
    ListenerPorts ports = new ListenerPorts(20000, 1);

    ports.release("nobody", NOW);

    assertThat(ports.assign("a", NOW)).hasValue(20000);
  }

  @Test
  void a_range_that_does_not_exist_is_refused() {
    assertThatThrownBy(() -> new ListenerPorts(65000, 4000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There are no 4000 ports from 65000");
  }
}
