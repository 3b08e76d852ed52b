package dev.assent.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;

@AnalyzeClasses(packages = "dev.assent.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule CORE_READS_NO_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .because("time is an argument: a rule that reads the clock can't be tested at its edges");

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_INFRASTRUCTURE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "com.amazonaws..", "io.quarkus..", "jakarta..", "com.fasterxml..")
            .because("the rules must be readable, and testable, without AWS, CDI or a JSON library");

    @ArchTest
    static final ArchRule NO_RULE_IS_AN_EXCEPTION = noMethods()
            .that()
            .haveName("decide")
            .or()
            .haveName("check")
            .should()
            .declareThrowableOfType(Exception.class)
            .because("a rule's no is a value");
}
