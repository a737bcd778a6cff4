package io.workloadplacement.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The layers of the operator, and what each may do. */
@AnalyzeClasses(
    packages = "io.workloadplacement",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.DoNotIncludeTestJars.class
    })
class ArchitectureTest {

  /** Tests of other modules come as jars once those are packaged. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String ROOT = "io.workloadplacement.";
  private static final String[] PURE = {
    ROOT + "decision..", ROOT + "rendering..", ROOT + "simulation.."
  };

  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("api")
          .definedBy(ROOT + "api..")
          .layer("decision")
          .definedBy(ROOT + "decision..")
          .layer("rendering")
          .definedBy(ROOT + "rendering..")
          .layer("simulation")
          .definedBy(ROOT + "simulation..")
          .layer("observability")
          .definedBy(ROOT + "observability..")
          .layer("http")
          .definedBy(ROOT + "http..")
          .layer("router")
          .definedBy(ROOT + "router..")
          .layer("reconcile")
          .definedBy(ROOT + "reconcile..")
          .layer("app")
          .definedBy(ROOT + "app..")
          .layer("local")
          .definedBy(ROOT + "local..")
          .layer("cli")
          .definedBy(ROOT + "cli..")
          .whereLayer("api")
          .mayNotAccessAnyLayer()
          .whereLayer("decision")
          .mayOnlyAccessLayers("api")
          .whereLayer("rendering")
          .mayOnlyAccessLayers("api", "decision")
          .whereLayer("simulation")
          .mayOnlyAccessLayers("api", "decision", "rendering")
          .whereLayer("observability")
          .mayOnlyAccessLayers("api")
          .whereLayer("http")
          .mayNotAccessAnyLayer()
          .whereLayer("router")
          .mayOnlyAccessLayers("http")
          .whereLayer("reconcile")
          .mayOnlyAccessLayers("api", "decision", "rendering", "observability", "router")
          .whereLayer("app")
          .mayOnlyAccessLayers(
              "api",
              "decision",
              "rendering",
              "simulation",
              "observability",
              "http",
              "router",
              "reconcile")
          .whereLayer("local")
          .mayOnlyAccessLayers("api")
          .as("api <- decision <- rendering <- reconcile <- app <- cli; only cli starts local");

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_A_LAYER =
      classes()
          .should()
          .resideInAnyPackage(
              ROOT + "api..",
              ROOT + "decision..",
              ROOT + "rendering..",
              ROOT + "simulation..",
              ROOT + "observability..",
              ROOT + "http..",
              ROOT + "router..",
              ROOT + "reconcile..",
              ROOT + "app..",
              ROOT + "local..",
              ROOT + "cli..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule NO_CYCLES_OF_ROOMS =
      slices()
          .matching(ROOT + "(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .as("packages within a layer depend on each other one way only");

  @ArchTest
  static final ArchRule PURE_PACKAGES_KNOW_NO_CLUSTER_AND_NO_LOG =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.fabric8.kubernetes.client..",
                      "io.fabric8.knative.client..",
                      "io.javaoperatorsdk..",
                      "io.micrometer..",
                      "org.slf4j..",
                      "ch.qos.logback..",
                      "picocli..")
                  // The superclass of our own resources lives with the client.
                  .and(not(equivalentTo(CustomResource.class))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule PURE_PACKAGES_DO_NO_IO =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..",
                      "java.nio.file..",
                      "java.nio.channels..",
                      "java.net..",
                      "java.sql..",
                      "javax.net..")
                  .and(not(equivalentTo(Path.class))) // names of files, not files
                  .and(not(equivalentTo(Serializable.class)))
                  .and(not(equivalentTo(IOException.class)))
                  .and(not(equivalentTo(UncheckedIOException.class))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule THE_ROUTERS_SIDE_KNOWS_NO_CLUSTER =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "router..", ROOT + "http..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.fabric8..", "io.javaoperatorsdk..", "io.micrometer..", "picocli.."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule LOCAL_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "local..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.fabric8.kubernetes.client..",
                      "io.javaoperatorsdk..",
                      "io.micrometer..",
                      "picocli..")
                  .and(not(equivalentTo(CustomResource.class))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ONLY_APP_KNOWS_THE_TIME_AND_CHANCE =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "app..", ROOT + "local..")
          .should()
          .accessTargetWhere(
              describe("the system's clock or unseeded chance", ArchitectureTest::isHiddenInput))
          .because("a clock and a seeded generator are passed in");

  @ArchTest
  static final ArchRule LOCAL_TAKES_ITS_TIME_FROM_ITS_OPTIONS =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "local..")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "local.Options")
          .should()
          .accessTargetWhere(
              describe(
                  "the system's clock, or chance that is no UID",
                  access ->
                      isHiddenInput(access) && !access.getTargetOwner().isEquivalentTo(UUID.class)))
          .because("an API server invents UIDs, and nothing else")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ONLY_THE_CONFIGURATION_READS_THE_ENVIRONMENT =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + "app.Configuration")
          .should()
          .accessTargetWhere(describe("the environment", ArchitectureTest::isEnvironment));

  @ArchTest
  static final ArchRule THE_DECISION_IS_MADE_OF_VALUES =
      classes()
          .that()
          .resideInAPackage(ROOT + "decision..")
          .and(describe("are written by hand", ArchitectureTest::isWrittenByHand))
          .should(beClosed())
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      // Manager alone is a term of Kubernetes: who manages a field.
      noClasses().should().haveNameMatching(".*[a-z](Util|Utils|Helper|Helpers|Manager)(\\$.*)?");

  @ArchTest
  static final ArchRule NO_MUTABLE_STATICS =
      fields()
          .that()
          .areStatic()
          .and(not(describe("are synthetic", field -> isSynthetic(field.getModifiers()))))
          .should()
          .beFinal()
          .andShould(notHoldWhatChanges())
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule NOBODY_SLEEPS =
      noClasses()
          .should()
          .accessTargetWhere(describe("sleep", ArchitectureTest::isSleep))
          .because("one waits for a condition, with a bound");

  @ArchTest
  static final ArchRule ONLY_AN_ENTRY_POINT_ENDS_THE_PROCESS =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Main")
          .should()
          .accessTargetWhere(
              describe(
                  "the end of the process",
                  access ->
                      (isOn(access, System.class) && "exit".equals(access.getName()))
                          || (isOn(access, Runtime.class)
                              && Set.of("exit", "halt").contains(access.getName()))));

  static boolean isSleep(JavaAccess<?> access) {
    return "sleep".equals(access.getName())
        && (isOn(access, Thread.class) || isOn(access, java.util.concurrent.TimeUnit.class));
  }

  private static boolean isEnvironment(JavaAccess<?> access) {
    return (isOn(access, System.class)
            && Set.of("getenv", "getProperty", "getProperties").contains(access.getName()))
        || (isOn(access, Boolean.class) && "getBoolean".equals(access.getName()))
        || (isOn(access, Integer.class) && "getInteger".equals(access.getName()))
        || (isOn(access, Long.class) && "getLong".equals(access.getName()));
  }

  private static boolean isHiddenInput(JavaAccess<?> access) {
    String name = access.getName();
    String owner = access.getTargetOwner().getFullName();
    boolean withoutArguments = access.getDescription().contains("()>");
    if (owner.startsWith("java.time.") && "now".equals(name)) {
      // now(Clock) is told the time; now() and now(ZoneId) ask the system.
      return !access.getDescription().contains("now(java.time.Clock)");
    }
    return switch (owner) {
      case "java.lang.System" -> "currentTimeMillis".equals(name);
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      case "java.time.InstantSource" -> "system".equals(name);
      case "java.lang.Math" -> "random".equals(name);
      case "java.util.UUID" -> "randomUUID".equals(name);
      case "java.util.Random", "java.util.SplittableRandom", "java.util.Date" ->
          "<init>".equals(name) && withoutArguments;
      case "java.util.concurrent.ThreadLocalRandom" -> "current".equals(name);
      case "java.security.SecureRandom" -> "<init>".equals(name);
      case "java.util.random.RandomGenerator" -> Set.of("getDefault", "of").contains(name);
      default -> false;
    };
  }

  private static boolean isOn(JavaAccess<?> access, Class<?> owner) {
    return access.getTargetOwner().isEquivalentTo(owner);
  }

  private static boolean isWrittenByHand(JavaClass type) {
    return !type.isAnonymousClass()
        && !isSynthetic(type.getModifiers())
        && !"package-info".equals(type.getSimpleName());
  }

  private static boolean isSynthetic(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private static boolean isFunction(JavaClass type) {
    return type.isInterface()
        && type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                .count()
            == 1;
  }

  private static ArchCondition<JavaClass> beClosed() {
    return condition(
        "be a record, an enum, a sealed type, a function or final",
        type ->
            type.isRecord()
                || type.isEnum()
                || type.isAnnotation()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || isFunction(type)
                || type.reflect().isSealed());
  }

  private static ArchCondition<JavaField> notHoldWhatChanges() {
    DescribedPredicate<JavaClass> changeable =
        resideInAnyPackage("java.util.concurrent..")
            .or(describe("an array", JavaClass::isArray))
            .or(
                describe(
                    "a collection that can be written",
                    type ->
                        !type.isInterface()
                            && !type.isEnum()
                            && (type.isAssignableTo(Collection.class)
                                || type.isAssignableTo(Map.class))))
            .or(equivalentTo(StringBuilder.class))
            .or(equivalentTo(ThreadLocal.class))
            .or(equivalentTo(java.util.Date.class));
    return new ArchCondition<>("not hold what changes") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        if (changeable.test(field.getRawType())) {
          events.add(
              SimpleConditionEvent.violated(
                  field, field.getFullName() + " is static and a " + field.getRawType().getName()));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> condition(
      String description, java.util.function.Predicate<JavaClass> holds) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!holds.test(type)) {
          events.add(
              SimpleConditionEvent.violated(type, type.getFullName() + " should " + description));
        }
      }
    };
  }
}
