package dev.assent.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.assent.aws", importOptions = ImportOption.DoNotIncludeTests.class)
class AdaptersTest {

    @ArchTest
    static final ArchRule ADAPTERS_DO_NOT_CALL_EACH_OTHER = ArchRuleDefinition.classes()
            .that()
            .haveSimpleNameStartingWith("DynamoDb")
            .should(new ArchCondition<>("call no other adapter") {
                @Override
                public void check(JavaClass adapter, ConditionEvents events) {
                    adapter.getDirectDependenciesFromSelf().stream()
                            .map(it -> it.getTargetClass())
                            .filter(it -> it.getSimpleName().startsWith("DynamoDb")
                                    || it.getSimpleName().startsWith("Sqs"))
                            .filter(it -> it.getPackageName().equals(adapter.getPackageName()) && !it.equals(adapter))
                            .forEach(it -> events.add(SimpleConditionEvent.violated(
                                    adapter, adapter.getSimpleName() + " uses " + it.getSimpleName())));
                }
            })
            .because("each adapter is one table's access and one IAM statement");

    @ArchTest
    static final ArchRule ADAPTERS_READ_NO_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
