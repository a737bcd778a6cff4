package io.workloadplacement.rendering;

import static io.workloadplacement.rendering.ServingContainer.CONTAINER;
import static io.workloadplacement.rendering.ServingContainer.blockers;
import static io.workloadplacement.rendering.ServingContainer.candidate;
import static io.workloadplacement.rendering.ServingContainer.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Blocker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and settings of what works between requests, and the say of its owner. */
class BackgroundWorkRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [celery, -A, proj, worker, --loglevel=info]",
        "command: [celery, --app=proj, beat]",
        "command: [celery, worker, -A, proj]",
        "command: [python, -m, celery, -A, proj, worker]",
        "command: [sh, -c, 'python manage.py migrate && celery -A proj worker -l info']",
        "command: [python3, manage.py, rqworker, default]",
        "command: [python, /app/manage.py, qcluster]",
        "command: [rq, worker, --url, 'redis://redis:6379', high]",
        "command: [rqworker]",
        "command: [dramatiq, app.tasks]",
        "command: [huey_consumer.py, app.huey]",
        "command: [arq, app.WorkerSettings]",
        "command: [taskiq, worker, 'app:broker']",
        "command: [faust, -A, app, worker]",
        "command: [airflow, scheduler]",
        "image: 'apache/airflow:2.9.2', args: [celery, worker]",
        "image: 'apache/airflow:2.9.2', args: [triggerer]",
        "command: [bundle, exec, sidekiq, -C, config/sidekiq.yml]",
        "command: [/usr/local/bin/sidekiq]",
        "command: [bundle, exec, rake, 'resque:work']",
        "command: [bin/rails, 'jobs:work']",
        "command: [./bin/jobs]",
        "command: [bin/delayed_job, start]",
        "command: [php, artisan, 'queue:work', --tries=3]",
        "command: [php, /var/www/artisan, 'schedule:work']",
        "command: [sh, -c, 'while true; do php artisan schedule:run; sleep 60; done']",
        "command: [php, artisan, horizon]",
        "command: [php, bin/console, 'messenger:consume', async, -vv]",
        "command: [npx, graphile-worker]",
        "command: [crond, -f, -l, '8']",
        "command: [sh, -c, 'crond && nginx -g \"daemon off;\"']",
        "command: [supercronic, /etc/crontab]",
        "command: [/opt/kafka/bin/kafka-console-consumer.sh, --topic, orders]",
        "command: [connect-distributed.sh, /etc/connect.properties]",
        "command: [mosquitto_sub, -t, orders]",
        "command: [kcat, -b, 'kafka:9092', -C]",
        "command: [temporal, worker, start]",
        "args: [celery, -A, proj, worker]",
        "command: [/manager], args: [--leader-elect]",
        "command: [/manager, --leader-elect=true, '--metrics-bind-address=:8080']",
        "args: [--enable-leader-election]",
        "args: [--leader-election-id=abc.example.com]",
        "args: ['--health-probe-bind-address=:8081']",
        "args: [--max-concurrent-reconciles, '4']",
        "env: [{name: LEADER_ELECTION, value: 'true'}]",
        "env: [{name: ENABLE_LEADER_ELECTION, value: 'true'}]",
        "env: [{name: APP_LEADER_ELECTION_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]",
        "env: [{name: WATCH_NAMESPACE, value: ''}]",
        "args: [--disable-leader-election=false]",
      })
  void what_works_between_requests_is_known_by_what_it_is_told(String container) {
    assertThat(blockers(named(container)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).startsWith(CONTAINER);
              assertThat(blocker.message())
                  .contains("between requests", "Knative ends", "spec.traffic.backgroundWork");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [celery, -A, proj, flower, --port=5555]",
        "command: [celery, -A, worker, flower]",
        "command: [airflow, webserver]",
        "image: 'apache/airflow:2.9.2', args: [webserver]",
        "image: 'apache/airflow:2.9.2', args: [api-server]",
        "command: [python, manage.py, runserver, '0.0.0.0:8000']",
        "command: [gunicorn, 'app:app', --workers, '4']",
        "command: [gunicorn, 'worker:app', --worker-class, gevent]",
        "command: [uvicorn, 'app:app', --workers, '2']",
        "command: [bundle, exec, puma]",
        "command: [bin/rails, server]",
        "command: [bundle, exec, rackup, sidekiq-web.ru]",
        "command: [sidekiq-web]",
        "command: [php, artisan, serve]",
        "command: [php, artisan, 'queue:restart']",
        "command: [php, artisan, 'horizon:publish']",
        "command: [php, bin/console, 'cache:clear']",
        "command: [npm, start]",
        "command: [node, server.js, --worker]",
        "command: [node, celery-worker.js]",
        "command: [java, -jar, worker.jar]",
        "command: [nginx, -c, /etc/cron.conf]",
        "command: [sh, -c, 'cp /jobs /tmp && exec httpd']",
        "command: [sh, -c, 'echo crond; node server.js']",
        "command: [cronitor-api]",
        "command: [kafka-rest-start, /etc/rest.properties]",
        "command: [nats-gateway]",
        "command: [temporal-ui-server]",
        "command: [rake, 'assets:precompile']",
        "args: [--leader-elect=false]",
        "args: [--leader-elect=false, --leader-election-id=abc]",
        "args: [--disable-leader-election]",
        "args: [--leader, alice, --follower-election-day, monday]",
        "env: [{name: ENABLE_LEADER_ELECTION, value: 'false'}]",
        "env: [{name: LEADERBOARD_URL, value: 'http://board'}]",
        "env: [{name: CELERY_BROKER_URL, value: 'redis://redis:6379'}]",
        "env: [{name: WORKERS, value: '4'}]",
      })
  void what_serves_requests_alone_is_not_taken_for_it(String container) {
    assertThat(blockers(named(container))).isEmpty();
  }

  @Test
  void a_worker_beside_the_container_that_serves_counts_too() {
    assertThat(
            blockers(
                Fixtures.adopted(
                    Fixtures.template(
                        "spec: {containers: [{name: web, image: shop, ports: [{containerPort: 8000}]}, {name: worker, image: shop, command: [celery, -A, shop, worker]}]}"))))
        .extracting(Blocker::field)
        .containsExactly("spec.template.spec.containers[1].command");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'elasticsearch:8'",
        "image: app, command: [celery, -A, proj, worker]",
        "image: app, args: [--leader-elect]",
        "image: app, ports: [{name: metrics, containerPort: 8000}]",
      })
  void what_its_owner_says_overrules_all_of_it(String container) {
    KnativeCandidate candidate = candidate(container);
    assertThat(blockers(candidate)).isNotEmpty();

    declares(candidate, false);
    assertThat(blockers(candidate)).isEmpty();
    declares(candidate, true);
    assertThat(blockers(candidate))
        .extracting(Blocker::field)
        .containsExactly("spec.traffic.backgroundWork");
  }

  @Test
  void the_owner_of_a_service_is_shown_its_annotation() {
    KnativeCandidate candidate = candidate("image: 'elasticsearch:8'");
    candidate.placement().getMetadata().setLabels(Map.of(AnnotatedService.GENERATED_FROM, "web"));

    assertThat(blockers(candidate))
        .extracting(Blocker::message)
        .containsExactly(
            "'elasticsearch' is known for a program that keeps its data in the pod, and Knative ends its pods when no requests come: if it can do without that, or is another one, write the annotation workloadplacement.io/background-work: \"false\" on Service 'web'.");
  }

  private static void declares(KnativeCandidate candidate, boolean backgroundWork) {
    var spec = ModelTree.tree(candidate.placement().getSpec());
    spec.withObject("/traffic").put("backgroundWork", backgroundWork);
    candidate
        .placement()
        .setSpec(ModelTree.model(spec, candidate.placement().getSpec().getClass()));
  }
}
