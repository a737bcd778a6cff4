package io.workloadplacement.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What holds for tests as well. */
@AnalyzeClasses(
    packages = "io.workloadplacement",
    importOptions = ImportOption.OnlyIncludeTests.class)
class TestsWaitForConditionsTest {

  @ArchTest
  static final ArchRule NO_TEST_SLEEPS =
      noClasses()
          .should()
          .accessTargetWhere(describe("sleep", ArchitectureTest::isSleep))
          .because("a test waits for a condition, with a bound");
}
