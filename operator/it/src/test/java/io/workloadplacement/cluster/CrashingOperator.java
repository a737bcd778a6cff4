package io.workloadplacement.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import io.workloadplacement.app.Application;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.Setting;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The operator in this process, which is cut off from the API server at one of its writes. */
final class CrashingOperator implements AutoCloseable {

  /** On which side of the write it happens. */
  enum Moment {
    BEFORE_THE_WRITE,
    AFTER_THE_WRITE
  }

  private final int at;
  private final Moment moment;
  private final AtomicInteger writes = new AtomicInteger();
  private volatile boolean crashed;
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withHttpClientBuilderConsumer(
              http -> http.addOrReplaceInterceptor("crash", new CrashAtTheWrite()))
          .build();
  private final Application application;

  /** Starts an operator that writes {@code at - 1} times. */
  CrashingOperator(int at, Moment moment) {
    this.at = at;
    this.moment = moment;
    application =
        Application.start(
            Configuration.read(
                Map.of(Setting.HTTP_PORT, "0", Setting.LEADER_ELECTION, "false"), System.getenv()),
            this::operator);
    await().atMost(Duration.ofMinutes(1)).until(() -> application.readiness().passing());
  }

  /** Starts an operator that does not crash. */
  static CrashingOperator never() {
    return new CrashingOperator(Integer.MAX_VALUE, Moment.BEFORE_THE_WRITE);
  }

  private Operator operator(OperatorContext context) {
    return OperatorRuntime.create(
        new OperatorContext(
            context.configuration(),
            client,
            context.clock(),
            context.events(),
            context.metrics(),
            context.settings().andThen(josdk -> josdk.withKubernetesClient(client)),
            context.router()));
  }

  boolean crashed() {
    return crashed;
  }

  int writes() {
    return writes.get();
  }

  @Override
  public void close() {
    application.close();
    client.close();
  }

  private final class CrashAtTheWrite implements Interceptor {

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!"GET".equals(request.method()) && writes.incrementAndGet() == at) {
        crashed = moment == Moment.BEFORE_THE_WRITE;
      }
      if (crashed) {
        throw new IllegalStateException("the operator was ended");
      }
    }

    @Override
    public void after(
        HttpRequest request,
        HttpResponse<?> response,
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      if (!"GET".equals(request.method()) && writes.get() == at) {
        crashed = true;
      }
    }
  }
}
