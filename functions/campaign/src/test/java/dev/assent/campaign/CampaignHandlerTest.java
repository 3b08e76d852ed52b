package dev.assent.campaign;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.PORTFOLIO;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.counters;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.rules;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.aws.Json;
import dev.assent.core.campaign.Feeder;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.AbandonedPlaces;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Tools;
import dev.assent.core.send.WaitingRoom;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.MutableClock;
import dev.assent.testing.fake.InMemoryCampaigns;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CampaignHandlerTest {

    private static final String OFFER = "{\"to\":{\"phone\":\"+4915100000001\"},"
            + "\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]},\"idempotencyKey\":\"k1\"}";

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemoryMessages messages = new InMemoryMessages();
    private final InMemoryCampaigns campaigns = new InMemoryCampaigns();
    private final InMemorySendQueues queues = new InMemorySendQueues();
    private final InMemoryDueItems dueItems = new InMemoryDueItems();
    private final RecordConsent consent = new RecordConsent(people, IDENTITY_KEY, new Random(1));
    private final AtomicInteger nextText = new AtomicInteger(100_000);
    private final Tools.Counters counters = counters(1000);
    private final CampaignHandler handler = handler();

    private CampaignHandler handler() {
        var rate = new SendRate(80, 0);
        var capacity = new MessageEndpoint.Capacity(counters, PORTFOLIO, rate, Map.of(), List.of(NUMBER));
        var reader = new MessageReader(ACME, people, IDENTITY_KEY, capacity.phoneNumberIds());
        var feeder = new Feeder(campaigns, campaigns, people, queues, rate);
        var waitingRoom = new WaitingRoom(
                dueItems, queues, counters, new AbandonedPlaces(counters.limit(), people, PORTFOLIO), PORTFOLIO, clock);
        var conductor = new Conductor(campaigns, campaigns, feeder, waitingRoom, counters, clock);
        return new CampaignHandler(
                new MessageEndpoint(
                        reader, messages, queues, dueItems, new Gate(people, messages, rules()), capacity, clock),
                new CampaignEndpoint(
                        reader,
                        campaigns,
                        people,
                        IDENTITY_KEY,
                        conductor,
                        clock,
                        () -> Integer.toString(nextText.incrementAndGet())),
                new BrakeEndpoint(capacity, campaigns, conductor, clock),
                conductor);
    }

    @BeforeEach
    void kimAgreed() {
        consent.record(contact(1), optIn("in", clock.instant().minusSeconds(60), "offers"), null, clock.instant());
    }

    @Test
    void a_message_is_queued_once_however_often_it_is_posted() throws IOException {
        String id = post(202, "/v1/messages", OFFER).path("messageId").asText();
        String again = post(202, "/v1/messages", OFFER.replace(":{", ": {"))
                .path("messageId")
                .asText();

        assertThat(again).isEqualTo(id);
        assertThat(queues.takeAll())
                .hasSize(1)
                .allMatch(it -> it.message().priority() == OutboundMessage.Priority.HIGH);
        assertThat(get(200, "/v1/messages/" + id).path("state").asText()).isEqualTo("QUEUED");
    }

    @Test
    void what_whatsapp_would_refuse_is_refused_before() throws IOException {
        String text = OFFER.replace(
                "\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]}",
                "\"media\":{\"type\":\"IMAGE\",\"link\":\"http://acme.example/a.jpg\"}");
        assertThat(post(422, "/v1/messages", text)
                        .path("errors")
                        .path(0)
                        .path("field")
                        .asText())
                .isEqualTo("media.link");
        post(422, "/v1/messages", OFFER.replace("[\"Kim\"]", "[\" \"]"));
        JsonNode errors = post(422, "/v1/messages", OFFER.replace("[\"Kim\"]", "[\"two\\nlines\"]"))
                .path("errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.path(0).path("field").asText()).isEqualTo("template.parameters");
        assertThat(post(
                                422,
                                "/v1/messages",
                                OFFER.replace(
                                        "\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]}",
                                        "\"text\":\"hi\""))
                        .path("errors"))
                .hasSize(1);
        post(
                422,
                "/v1/campaigns",
                "{\"name\":\"sale\",\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"],"
                        + "\"header\":{\"type\":\"TEXT\",\"text\":\"Hi\"}}}");
    }

    @Test
    void a_brake_is_pulled_and_lifted_and_names_what_it_stops() throws IOException {
        JsonNode paused = post(200, "/v1/pause", "{\"what\":\"MARKETING\",\"reason\":\"test\"}");
        assertThat(paused.path("paused").path(0).path("what").asText()).isEqualTo("MARKETING");
        assertThat(post(200, "/v1/permission-checks", OFFER).path("reason").asText())
                .isEqualTo("PAUSED_BY_OPERATOR");

        assertThat(post(200, "/v1/resume", "{\"what\":\"MARKETING\"}").path("paused"))
                .isEmpty();
        assertThat(post(200, "/v1/permission-checks", OFFER).path("decision").asText())
                .isEqualTo("ALLOWED");
        for (String wrong :
                List.of("{}", "{\"what\":\"NUMBER\"}", "{\"what\":\"ALL\",\"id\":\"1\"}", "{\"what\":\"X\"}")) {
            post(422, "/v1/pause", wrong);
        }
    }

    @Test
    void the_same_key_for_another_message_is_a_conflict() throws IOException {
        post(202, "/v1/messages", OFFER);

        post(409, "/v1/messages", OFFER.replace("Kim", "Lee"));
    }

    @Test
    void a_message_to_a_stranger_is_withheld_without_keeping_their_number() throws IOException {
        String id = post(202, "/v1/messages", OFFER.replace("+4915100000001", "+4915100000099"))
                .path("messageId")
                .asText();

        JsonNode message = get(200, "/v1/messages/" + id);
        assertThat(message.path("reason").asText()).isEqualTo("NO_OPT_IN");
        assertThat(message.path("decision").path("rules").asText()).isNotEmpty();
        assertThat(queues.takeAll()).isEmpty();
        assertThat(people.behind(IDENTITY_KEY.aliasesOf(contact(99)))).isEmpty();
    }

    @Test
    void a_message_for_later_waits_for_its_minute() throws IOException {
        post(202, "/v1/messages", OFFER.replace("\"to\"", "\"notBefore\":\"2026-11-21T11:00:00Z\",\"to\""));
        assertThat(queues.takeAll()).isEmpty();

        clock.advance(Duration.ofHours(3));
        tick();

        assertThat(queues.takeAll()).hasSize(1);
    }

    @Test
    void permission_checks_explain_every_rule() throws IOException {
        JsonNode allowed = post(200, "/v1/permission-checks", OFFER);
        assertThat(allowed.path("decision").asText()).isEqualTo("ALLOWED");
        assertThat(allowed.path("checks")).hasSize(21);

        consent.record(contact(1), stop("s", clock.instant()), null, clock.instant());
        JsonNode denied = post(200, "/v1/permission-checks", OFFER);
        assertThat(denied.path("decision").asText()).isEqualTo("DENIED");
        assertThat(denied.path("reason").asText()).isEqualTo("OPTED_OUT");
    }

    @Test
    void a_category_that_the_bsp_does_not_know_is_refused() throws IOException {
        assertThat(field("{\"name\":\"summer_sale\",\"category\":\"UTILITY\",\"parameters\":[\"x\"]}"))
                .isEqualTo("template.category");
        assertThat(field("{\"name\":\"unheard_of\",\"category\":\"UTILITY\",\"topic\":\"offers\"}"))
                .isEqualTo("template.category");
        assertThat(field("{\"name\":\"unheard_of\"}")).isEqualTo("template.topic");
        assertThat(field("{\"name\":\"summer_sale\",\"topic\":\"newsletter\",\"parameters\":[\"x\"]}"))
                .isEqualTo("template.topic");
        assertThat(field("{\"name\":\"summer_sale\"}")).isEqualTo("template.parameters");
        assertThat(field("{\"name\":\"summer_sale\",\"parameters\":[\"x\"],\"colour\":\"red\"}"))
                .isEqualTo("template.colour");
    }

    @Test
    void an_uploaded_campaign_reaches_the_queue_and_its_counts_add_up() throws IOException {
        String id = createCampaign("");
        JsonNode uploaded = upload(
                id,
                "phone,name\n+4915100000001,Kim\n+4915100000001,Kim again\n"
                        + "+4915100000002,Lee\n+4912,Nobody\n+4915100000003,\n");
        assertThat(uploaded.path("accepted").asInt()).isEqualTo(3);
        assertThat(uploaded.path("refused"))
                .extracting(it -> it.path("row").asInt())
                .containsExactly(4, 5);

        assertThat(post(202, "/v1/campaigns/" + id + "/start", "{}")
                        .path("state")
                        .asText())
                .isEqualTo("RUNNING");
        post(202, "/v1/campaigns/" + id + "/start", "{}");

        assertThat(queues.takeAll()).hasSize(1);
        JsonNode counts = get(200, "/v1/campaigns/" + id).path("counts");
        assertThat(counts.path("audience").asInt()).isEqualTo(3);
        assertThat(counts.path("queued").asInt()).isEqualTo(1);
        assertThat(counts.path("withheld").path("DUPLICATE").asInt()).isEqualTo(1);
        assertThat(counts.path("withheld").path("NO_OPT_IN").asInt()).isEqualTo(1);
        assertThat(get(200, "/v1/campaigns").path("campaigns")).hasSize(1);
        post(409, "/v1/campaigns/" + id + "/recipients", "{\"recipients\":[]}");
    }

    @Test
    void recipients_may_come_as_json() throws IOException {
        String id = createCampaign("");

        JsonNode uploaded = post(
                202,
                "/v1/campaigns/" + id + "/recipients",
                "{\"recipients\":[{\"phone\":\"+4915100000001\",\"name\":\"Kim\"},{\"userId\":\"not one\",\"name\":\"x\"}]}");

        assertThat(uploaded.path("accepted").asInt()).isEqualTo(1);
        assertThat(uploaded.path("refused")).hasSize(1);
    }

    @Test
    void too_many_rows_are_told_to_come_in_parts() throws IOException {
        String id = createCampaign("");

        post(
                413,
                "/v1/campaigns/" + id + "/recipients",
                "text/csv",
                "phone,name\n" + "+4915100000001,Kim\n".repeat(10_001));
    }

    @Test
    void who_agrees_between_two_uploads_still_gets_it_once() throws IOException {
        String id = createCampaign("");
        upload(id, "phone,name\n+4915100000042,Lee\n");
        consent.record(contact(42), optIn("in42", clock.instant(), "offers"), null, clock.instant());
        upload(id, "phone,name\n+4915100000042,Lee\n");

        post(202, "/v1/campaigns/" + id + "/start", "{}");

        assertThat(queues.takeAll()).hasSize(1);
        assertThat(get(200, "/v1/campaigns/" + id)
                        .path("counts")
                        .path("withheld")
                        .path("DUPLICATE")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void files_that_cannot_be_understood_are_told_apart() throws IOException {
        String path = "/v1/campaigns/" + createCampaign("") + "/recipients";

        post(422, path, "text/csv", "+4915100000001,Kim\n");
        post(422, path, "TEXT/CSV; charset=utf-8", "phone,name\n+4915100000001,J\uFFFDrgen\n");
        post(422, path, "{\"recipients\":7}");
        post(400, path, "{");
    }

    @Test
    void a_code_that_is_asked_for_tomorrow_is_refused() throws IOException {
        post(422, "/v1/messages", OFFER.replace("\"to\"", "\"requestedAt\":\"2026-11-22T09:00:00Z\",\"to\""));
        post(
                422,
                "/v1/messages",
                OFFER.replace(
                        "\"to\"",
                        "\"notBefore\":\"2026-11-22T09:00:00Z\",\"notAfter\":\"2026-11-21T09:00:00Z\",\"to\""));
        post(422, "/v1/messages", OFFER.replace("k1", "k".repeat(201)));
    }

    @Test
    void brands_and_columns_that_cannot_be_meant_are_refused() throws IOException {
        assertThat(post(422, "/v1/messages", OFFER.replace("\"to\"", "\"brand\":\"Nobody\",\"to\""))
                        .path("errors")
                        .path(0)
                        .path("field")
                        .asText())
                .isEqualTo("brand");
        assertThat(post(
                                422,
                                "/v1/campaigns",
                                "{\"name\":\"sale\",\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"{name}\"]}}")
                        .path("errors")
                        .path(0)
                        .path("field")
                        .asText())
                .isEqualTo("template.parameters");
    }

    @Test
    void a_campaign_starts_by_itself_at_its_time() throws IOException {
        String id = createCampaign("\"startAt\":\"2026-11-21T10:00:00Z\",");
        upload(id, "phone,name\n+4915100000001,Kim\n");
        assertThat(post(202, "/v1/campaigns/" + id + "/start", "{}")
                        .path("state")
                        .asText())
                .isEqualTo("SCHEDULED");
        tick();
        assertThat(queues.takeAll()).isEmpty();

        clock.advance(Duration.ofMinutes(61));
        tick();

        assertThat(queues.takeAll()).hasSize(1);
    }

    @Test
    void a_campaign_that_a_brake_stops_is_seen_as_paused() throws IOException {
        String id = createCampaign("");
        upload(id, "phone,name\n+4915100000001,Kim\n");
        post(200, "/v1/pause", "{\"what\":\"CAMPAIGN\",\"id\":\"" + id + "\",\"reason\":\"typo\"}");

        assertThat(post(202, "/v1/campaigns/" + id + "/start", "{}")
                        .path("state")
                        .asText())
                .isEqualTo("PAUSED");
        assertThat(queues.takeAll()).isEmpty();
        assertThat(get(200, "/v1/campaigns/" + id).path("state").asText()).isEqualTo("PAUSED");

        post(200, "/v1/resume", "{\"what\":\"CAMPAIGN\",\"id\":\"" + id + "\"}");
        assertThat(get(200, "/v1/campaigns/" + id).path("state").asText()).isEqualTo("RUNNING");
        assertThat(queues.takeAll()).hasSize(1);
    }

    @Test
    void whoever_starts_a_completed_campaign_is_told_that_it_is() throws IOException {
        String id = createCampaign("");
        upload(id, "phone,name\n+4915100000099,Kim\n");
        post(202, "/v1/campaigns/" + id + "/start", "{}");

        assertThat(post(202, "/v1/campaigns/" + id + "/start", "{}")
                        .path("state")
                        .asText())
                .isEqualTo("COMPLETED");
    }

    @Test
    void a_stale_start_never_fires() throws IOException {
        String id = createCampaign("\"startAt\":\"2026-11-21T10:00:00Z\",");
        upload(id, "phone,name\n+4915100000001,Kim\n");
        post(202, "/v1/campaigns/" + id + "/start", "{}");

        clock.advance(Duration.ofHours(9));
        tick();

        assertThat(queues.takeAll()).isEmpty();
        assertThat(get(200, "/v1/campaigns/" + id).path("state").asText()).isEqualTo("PAUSED");
    }

    @Test
    void a_schedule_starts_its_campaign_unless_it_is_stale() throws IOException {
        String id = createCampaign("");
        upload(id, "phone,name\n+4915100000001,Kim\n");
        String event = Files.readString(
                        Path.of(System.getProperty("assent.root"), "events/campaign/scheduled-campaign.json"))
                .replace("c-event", id);

        clock.advance(Duration.ofHours(2));
        run(event);
        assertThat(queues.takeAll()).as("two hours late").isEmpty();

        run(event.replace("T09:00:00Z", "T10:59:00Z"));
        assertThat(queues.takeAll()).hasSize(1);
    }

    @Test
    void an_event_of_another_kind_is_an_error() {
        assertThatThrownBy(() -> run("{\"Records\":[]}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> run("{\"source\":\"aws.s3\"}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_number_tells_its_limit() throws IOException {
        assertThat(get(200, "/v1/numbers/" + NUMBER)
                        .path("messagingLimit")
                        .path("limit")
                        .asInt())
                .isEqualTo(1000);
        get(404, "/v1/numbers/1");
    }

    private String createCampaign(String more) throws IOException {
        return post(
                        201,
                        "/v1/campaigns",
                        "{" + more + "\"name\":\"Summer\",\"template\":{\"name\":\"summer_sale\","
                                + "\"parameters\":[\"{{name}}\"]},\"audience\":\"UPLOADED\"}")
                .path("campaignId")
                .asText();
    }

    private JsonNode upload(String id, String csv) throws IOException {
        return post(202, "/v1/campaigns/" + id + "/recipients", "text/csv", csv);
    }

    private String field(String template) throws IOException {
        return post(
                        422,
                        "/v1/messages",
                        "{\"to\":{\"phone\":\"+4915100000001\"},\"idempotencyKey\":\"k\",\"template\":" + template
                                + "}")
                .path("errors")
                .path(0)
                .path("field")
                .asText();
    }

    private void tick() throws IOException {
        run(Files.readString(Path.of(System.getProperty("assent.root"), "events/campaign/tick.json")));
    }

    private JsonNode get(int status, String path) throws IOException {
        return request(status, "GET", path, "application/json", "");
    }

    private JsonNode post(int status, String path, String body) throws IOException {
        return post(status, path, "application/json", body);
    }

    private JsonNode post(int status, String path, String contentType, String body) throws IOException {
        return request(status, "POST", path, contentType, body);
    }

    private JsonNode request(int status, String method, String path, String contentType, String body)
            throws IOException {
        JsonNode response = run(Json.write(Map.of(
                "version",
                "2.0",
                "rawPath",
                path,
                "headers",
                Map.of("content-type", contentType),
                "requestContext",
                Map.of("http", Map.of("method", method)),
                "body",
                body)));
        assertThat(response.path("statusCode").asInt())
                .as(response.path("body").asText())
                .isEqualTo(status);
        return Json.MAPPER.readTree(response.path("body").asText());
    }

    @SuppressWarnings("NullAway") // This handler never looks at its context.
    private JsonNode run(String event) throws IOException {
        var output = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, null);
        return Json.MAPPER.readTree(output.toByteArray());
    }
}
