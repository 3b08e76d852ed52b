package dev.assent.consentcapture;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.aws.Json;
import dev.assent.core.consent.OptInPolicy;
import dev.assent.core.consent.PolicyProfile;
import dev.assent.core.person.RecordConsent;
import dev.assent.testing.MutableClock;
import dev.assent.testing.fake.InMemoryPeople;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsentCaptureHandlerTest {

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final InMemoryPeople people = new InMemoryPeople();
    private final AtomicInteger nextId = new AtomicInteger();
    private final ContactFinder contacts = new ContactFinder(people, IDENTITY_KEY);
    private final ConsentCaptureHandler handler = new ConsentCaptureHandler(
            new ConsentEndpoint(
                    new RecordConsent(people, IDENTITY_KEY, new Random(1)),
                    people,
                    contacts,
                    new OptInPolicy(PolicyProfile.CURRENT, ACME),
                    ACME,
                    clock,
                    () -> "id-" + nextId.incrementAndGet()),
            new ContactEndpoint(people, contacts, ACME, clock));

    @Test
    void an_opt_in_is_recorded_with_its_evidence() throws IOException {
        JsonNode optIn = handle(201, event("opt-in.json"));
        assertThat(optIn.path("consents").path(0).path("state").asText()).isEqualTo("OPTED_IN");
        String contactId = optIn.path("contactId").asText();

        JsonNode evidence = handle(200, request("GET", "/v1/contacts/" + contactId + "/evidence", ""));
        assertThat(evidence.path("faults")).isEmpty();
        assertThat(evidence.path("facts")
                        .path(0)
                        .path("content")
                        .path("wording")
                        .asText())
                .contains("Acme");

        JsonNode contact = handle(200, request("GET", "/v1/contacts/" + contactId, ""));
        assertThat(contact.path("identities").path("phone").asText()).isEqualTo("+4915100000001");
        assertThat(contact.path("suppressions")).isEmpty();
    }

    @Test
    void the_same_opt_in_twice_is_one_record() throws IOException {
        JsonNode first = handle(201, event("opt-in.json"));
        JsonNode second = handle(201, event("opt-in.json"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void the_same_key_for_another_opt_in_is_a_conflict_but_other_people_have_keys_of_their_own() throws IOException {
        JsonNode first = handle(201, event("opt-in.json"));

        handle(409, event("opt-in.json").replace("\\\"offers\\\"", "\\\"newsletter\\\""));
        JsonNode other = handle(201, event("opt-in.json").replace("+4915100000001", "+4915100000002"));

        assertThat(other.path("recordId")).isNotEqualTo(first.path("recordId"));
    }

    @Test
    void an_opt_in_from_a_fast_clock_is_not_later_than_now() throws IOException {
        String fast = event("opt-in.json")
                .replace(
                        "\\\"idempotencyKey\\\"",
                        "\\\"capturedAt\\\":\\\"2026-11-21T09:01:50Z\\\",\\\"idempotencyKey\\\"");

        JsonNode optIn = handle(201, fast);

        assertThat(optIn.path("consents").path(0).path("since").asText()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(firstField(handle(422, fast.replace("09:01:50", "09:02:01"))))
                .isEqualTo("capturedAt");
    }

    @Test
    void a_broken_policy_names_the_rule_and_what_to_do() throws IOException {
        JsonNode problem = handle(422, event("opt-in-without-an-active-act.json"));

        assertThat(problem.path("violations").path(0).path("rule").asText()).isEqualTo("B6");
        assertThat(problem.path("errors").path(0).path("field").asText()).isEqualTo("evidence.activeAct");
    }

    @Test
    void an_opt_out_is_in_force_at_once() throws IOException {
        handle(201, event("opt-in.json"));
        clock.advance(java.time.Duration.ofSeconds(1));

        JsonNode optOut = handle(201, event("opt-out.json"));

        JsonNode suppression = optOut.path("suppressions").path(0);
        assertThat(suppression.path("scope").asText()).isEqualTo("MARKETING");
        assertThat(suppression.path("committedAt").asText()).isEqualTo("2026-11-21T09:00:01Z");
        String contactId = optOut.path("contactId").asText();
        JsonNode contact = handle(200, request("GET", "/v1/contacts/" + contactId, ""));
        assertThat(contact.path("consents").path(0).path("state").asText()).isEqualTo("OPTED_OUT");
    }

    @Test
    void an_opt_out_in_doubt_is_the_wider_one() throws IOException {
        for (String scope : List.of("{}", "{\"scope\":\"EVERYTHING\"}", "{\"scope\":\"TOPIC\",\"topic\":\"gossip\"}")) {
            ObjectNode body = (ObjectNode) Json.MAPPER.readTree(scope);
            body.putObject("contact").put("phone", "+4915100000002");

            JsonNode optOut = handle(201, request("POST", "/v1/opt-outs", body.toString()));

            assertThat(optOut.path("suppressions").path(0).path("scope").asText())
                    .isEqualTo("ALL");
        }
    }

    @Test
    void bad_input_is_a_problem_that_names_the_field() throws IOException {
        assertThat(field(400, "/v1/opt-ins", "{")).isEqualTo("body");
        assertThat(field(400, "/v1/opt-outs", "[]")).isEqualTo("body");
        assertThat(field(422, "/v1/opt-outs", "{\"contact\":{\"phone\":\"+4912\"}}"))
                .isEqualTo("contact.phone");
        assertThat(field(422, "/v1/opt-outs", "{\"contact\":{}}")).isEqualTo("contact.phone");
        assertThat(field(422, "/v1/opt-outs", "{\"contact\":{\"phone\":\" \"}}"))
                .isEqualTo("contact.phone");
        assertThat(field(422, "/v1/opt-outs", "{\"contact\":{\"contactId\":\"" + "x".repeat(3000) + "\"}}"))
                .isEqualTo("contact.contactId");
        assertThat(field(422, "/v1/opt-outs", "{\"contact\":{\"contactId\":\"p-none\"}}"))
                .isEqualTo("contact.contactId");
        assertThat(field(422, "/v1/contacts/lookup", "{\"fone\":\"+4915100000002\"}"))
                .isEqualTo("phone");
        String event = event("opt-in.json");
        assertThat(firstField(handle(422, event.replace("\\\"offers\\\"", "\\\"gossip\\\""))))
                .isEqualTo("topics");
        assertThat(firstField(handle(422, event.replace("WEB_FORM", "TELEPATHY"))))
                .isEqualTo("method");
        assertThat(firstField(handle(422, event.replace("\\\"idempotencyKey\\\"", "\\\"idemKey\\\""))))
                .isEqualTo("idemKey");
    }

    @Test
    void what_is_not_there_is_404() throws IOException {
        handle(404, request("GET", "/v1/contacts/p-none", ""));
        handle(404, request("GET", "/v1/nothing", ""));
        handle(404, request("GET", "/v1/contacts/" + "x".repeat(3000), ""));
        handle(404, request("POST", "/v1/contacts/lookup", "{\"phone\":\"+4915199999999\"}"));
    }

    private String field(int status, String path, String body) throws IOException {
        return firstField(handle(status, request("POST", path, body)));
    }

    private static String firstField(JsonNode problem) {
        return problem.path("errors").path(0).path("field").asText();
    }

    private static String request(String method, String path, String body) {
        return Json.write(java.util.Map.of(
                "version",
                "2.0",
                "rawPath",
                path,
                "headers",
                java.util.Map.of(),
                "requestContext",
                java.util.Map.of("http", java.util.Map.of("method", method)),
                "body",
                body));
    }

    private static String event(String file) throws IOException {
        return Files.readString(Path.of(System.getProperty("assent.root"), "events/consent-capture", file));
    }

    @SuppressWarnings("NullAway") // This handler never looks at its context.
    private JsonNode handle(int status, String event) throws IOException {
        var output = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, null);
        JsonNode response = Json.MAPPER.readTree(output.toByteArray());
        assertThat(response.path("statusCode").asInt())
                .as(response.path("body").asText())
                .isEqualTo(status);
        return Json.MAPPER.readTree(response.path("body").asText());
    }
}
