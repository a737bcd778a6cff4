package io.workloadplacement.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.workloadplacement.app.Configuration.Logging;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** Makes the log what the configuration asks for; until then it is text at level info. */
public final class LogSetup {

  private LogSetup() {}

  /** Applies a configuration to the whole process. */
  public static void apply(Logging logging) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    String file =
        switch (logging.format()) {
          case TEXT -> "logback.xml";
          case JSON -> "logback-json.xml";
        };
    URL resource = Objects.requireNonNull(LogSetup.class.getClassLoader().getResource(file), file);
    context.reset();
    context.putProperty("LOG_LEVEL", logging.level().name().toLowerCase(Locale.ROOT));
    // What libraries say below info is about themselves, and may hold bodies of requests.
    Logging.Level ofLibraries =
        logging.level().compareTo(Logging.Level.INFO) > 0 ? Logging.Level.INFO : logging.level();
    context.putProperty("LIBRARY_LOG_LEVEL", ofLibraries.name().toLowerCase(Locale.ROOT));
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(resource);
    } catch (JoranException e) {
      throw new IllegalStateException(file + " is not a configuration of Logback", e);
    }
  }
}
