package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that takes its work from a queue, from a broker or by the clock, known by how the usual
 * frameworks start theirs. The pages by which they are looked at ({@code celery flower}, {@code
 * airflow webserver}) are none.
 *
 * @param field where it stands, below the container
 * @param line the program and its arguments
 */
record WorkerCommand(String field, String line) {

  /** What may stand between a program and what it is told to do. */
  private static final String OPTIONS = "(?: --?[A-Za-z][\\w-]*(?:=\\S+| \\S+))*";

  private static final Pattern WORKER =
      Pattern.compile(
          "(?:"
              + String.join(
                  "|",
                  "celery" + OPTIONS + " (?:worker|beat|multi)",
                  "manage[.]py (?:celery (?:worker|beat)|celeryd|celerybeat|rqworker|rqscheduler|qcluster|process_tasks|run_huey|rundramatiq|db_worker|runworker|procrastinate worker)",
                  "(?:rq|saq|taskiq|streaq)" + OPTIONS + " (?:worker|scheduler)",
                  "rqworker|rqscheduler|arq|dramatiq(?:-gevent)?|huey_consumer(?:[.]py)?",
                  "(?:procrastinate|faust)" + OPTIONS + " worker",
                  "airflow (?:celery )?(?:scheduler|worker|triggerer|dag-processor|kubernetes_executor)",
                  "prefect (?:worker|agent) start",
                  "dagster-daemon run",
                  "sentry run (?:worker|cron|\\S*consumer\\S*)",
                  "sidekiq|sidekiqswarm|shoryuken|clockwork|karafka|faktory-worker|good_job|que",
                  "(?:rails|rake) (?:\\S+ )*?(?:jobs:work|resque:work|resque:workers|resque:scheduler|solid_queue:start|sneakers:run|que:work|good_job:start|delayed:work)",
                  "jobs(?: start)?$",
                  "delayed_job(?: \\S+)* (?:start|run)",
                  "sneakers work",
                  "artisan (?:queue:work|queue:listen|schedule:work|schedule:run|horizon)",
                  "console (?:messenger:consume|messenger:consume-messages|rabbitmq:consumer)",
                  "yii queue/(?:listen|run)",
                  "magento (?:queue:consumers:start|cron:run)",
                  "graphile-worker",
                  "temporal worker",
                  "crond?|supercronic",
                  "kafka-console-consumer(?:[.]sh)?",
                  "connect-(?:distributed|standalone|mirror-maker)(?:[.]sh)?",
                  "kafka-mirror-maker(?:[.]sh)?",
                  "(?:kcat|kafkacat)" + OPTIONS + " -[CG]",
                  "nats" + OPTIONS + " (?:sub|subscribe|consumer (?:next|sub))",
                  "mosquitto_sub")
              + ")(?= |$).*");

  /** The first one that a container starts. */
  static Optional<WorkerCommand> of(Container container) {
    Optional<WorkerCommand> started =
        ContainerCommand.of(container)
            .flatMap(
                command ->
                    worker(command.lines().stream())
                        .map(line -> new WorkerCommand(command.field(), line)));
    return started.or(() -> ofImage(container));
  }

  /** Arguments alone are taken by what the image starts, which mostly has its name. */
  private static Optional<WorkerCommand> ofImage(Container container) {
    if (!container.getCommand().isEmpty() || container.getImage() == null) {
      return Optional.empty();
    }
    return worker(
            Stream.of(
                ProgramName.ofImage(container.getImage()).base()
                    + " "
                    + String.join(" ", container.getArgs())))
        .map(line -> new WorkerCommand(container.getArgs().isEmpty() ? "image" : "args", line));
  }

  private static Optional<String> worker(Stream<String> lines) {
    return lines.map(String::strip).filter(line -> WORKER.matcher(line).matches()).findFirst();
  }
}
