package io.jenkins.plugins.pressluft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Dependencies point one way, time comes in from outside, and the engine knows no host. */
class ArchitectureTest {
  private static final String ROOT = "io.jenkins.plugins.pressluft.";

  /** What each package may use of the others. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("model", Set.of()),
          Map.entry("store", Set.of("model")),
          Map.entry("guard", Set.of("store", "model")),
          Map.entry("audit", Set.of("store", "model")),
          Map.entry("home", Set.of()),
          Map.entry("registry", Set.of("store", "home", "model")),
          Map.entry("ansible", Set.of("model")),
          Map.entry("job", Set.of("guard", "audit", "store", "ansible", "home", "model")),
          Map.entry("upload", Set.of("model")),
          Map.entry("storage", Set.of("model")),
          Map.entry(
              "operation",
              Set.of("job", "ansible", "storage", "upload", "store", "guard", "home", "model")),
          Map.entry("api", Set.of("job", "guard", "audit", "store", "ansible", "upload", "model")),
          Map.entry("web", Set.of()),
          Map.entry("pipeline", Set.of("job", "guard", "store", "model")));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jenkins.plugins.pressluft");
  }

  @TestFactory
  Stream<DynamicTest> dependenciesPointOneWay() {
    return MAY_USE.keySet().stream()
        .sorted()
        .map(
            from ->
                DynamicTest.dynamicTest(
                    from + " uses only " + MAY_USE.get(from),
                    () -> noneBeyond(from).check(classes)));
  }

  private static ArchRule noneBeyond(String from) {
    List<String> forbidden = new ArrayList<>();
    for (String other : MAY_USE.keySet()) {
      if (!other.equals(from) && !MAY_USE.get(from).contains(other)) {
        forbidden.add(ROOT + other + "..");
      }
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  @Test
  void theEngineKnowsNeitherJenkinsNorAServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "org.eclipse.jetty..")
        .check(classes);
  }

  @Test
  void sqlIsInTheStoreAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.jdbi..", "org.sqlite..", "org.flywaydb..")
        .check(classes);
  }

  @Test
  void timeComesInFromOutside() {
    for (Class<?> type :
        List.of(
            Instant.class,
            LocalDate.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class)) {
      noClasses().should().callMethod(type, "now").check(classes);
    }
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
    noClasses().should().callMethod(Clock.class, "systemUTC").check(classes);
    noClasses().should().callMethod(Clock.class, "systemDefaultZone").check(classes);
  }
}
