package io.workloadplacement.app;

import io.fabric8.kubernetes.client.Version;
import io.javaoperatorsdk.operator.api.config.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of the program and of what it is made of. */
public final class Versions implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "placement " + ofProgram(),
      "Java Operator SDK " + Utils.VERSION.getSdkVersion(),
      "Fabric8 Kubernetes client " + Version.clientVersion(),
      "Java " + Runtime.version()
    };
  }

  static String ofProgram() {
    return property("version");
  }

  /** The commit that the program was built from, or {@code unknown}. */
  static String revision() {
    return property("revision");
  }

  // From a resource, which is there in the jar, in the image and in an IDE alike.
  private static String property(String name) {
    try (InputStream resource = Versions.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(resource, "version.properties"));
      return properties.getProperty(name);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties", e);
    }
  }
}
