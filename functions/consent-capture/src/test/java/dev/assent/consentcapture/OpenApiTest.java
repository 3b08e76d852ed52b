package dev.assent.consentcapture;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.webFormEvidence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.Evidence;
import dev.assent.core.consent.OptInMethod;
import dev.assent.core.consent.OptInPolicy;
import dev.assent.core.consent.PolicyProfile;
import dev.assent.core.consent.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What docs/openapi.yaml says of opt-in methods is what the policy does. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OpenApiTest {

    private final OptInPolicy policy = new OptInPolicy(PolicyProfile.CURRENT, ACME);
    private final JsonNode methods = read().path("x-opt-in-methods");

    @Test
    void every_method_is_in_the_table() {
        assertThat(methods.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(OptInMethod.values()).map(Enum::name).toList());
    }

    @Test
    void each_method_is_accepted_with_its_fields_and_any_of_its_acts() {
        for (OptInMethod method : OptInMethod.values()) {
            for (JsonNode act : methods.path(method.name()).path("activeAct")) {
                assertThat(violations(method, evidence(method, act.asText())))
                        .as("%s by %s", method, act)
                        .isEmpty();
            }
        }
    }

    @Test
    void each_missing_field_is_refused_under_the_rule_of_the_table() {
        for (OptInMethod method : OptInMethod.values()) {
            JsonNode row = methods.path(method.name());
            for (JsonNode field : row.path("fields")) {
                Map<String, String> evidence =
                        evidence(method, row.path("activeAct").path(0).asText());
                evidence.remove(field.asText());

                assertThat(violations(method, evidence))
                        .extracting(Violation::rule, Violation::field)
                        .as("%s without %s", method, field)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple(
                                row.path("rule").asText(), "evidence." + field.asText()));
            }
        }
    }

    @Test
    void an_act_of_another_method_is_refused() {
        for (OptInMethod method : OptInMethod.values()) {
            assertThat(violations(method, evidence(method, "PRE_TICKED")))
                    .extracting(Violation::rule)
                    .containsExactly("B6");
        }
    }

    private Map<String, String> evidence(OptInMethod method, String act) {
        Map<String, String> evidence = new HashMap<>(webFormEvidence().fields());
        evidence.remove("sourceUrl");
        methods.path(method.name()).path("fields").forEach(field -> evidence.put(field.asText(), "something"));
        evidence.put("activeAct", act);
        return evidence;
    }

    private List<Violation> violations(OptInMethod method, Map<String, String> evidence) {
        return policy.violations(
                new ConsentFact.OptIn("1", NOW, "r", "Acme", Set.of("offers"), method, Evidence.of(evidence), null),
                NOW);
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of(System.getProperty("assent.root"), "docs/openapi.yaml")
                            .toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
