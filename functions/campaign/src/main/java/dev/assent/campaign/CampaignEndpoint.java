package dev.assent.campaign;

import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.ApiResponse;
import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.campaign.Audience;
import dev.assent.core.campaign.AudienceRow;
import dev.assent.core.campaign.Campaign;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.campaign.Counts;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageContent;
import dev.assent.core.person.People;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Campaigns as callers make, fill, start and watch them. */
final class CampaignEndpoint {

    private static final Pattern SINGLE_BRACES = Pattern.compile("(?<!\\{)\\{\\w+}(?!})");

    private final MessageReader reader;
    private final Campaigns campaigns;
    private final People people;
    private final IdentityKey identityKey;
    private final Conductor conductor;
    private final InstantSource clock;
    private final Supplier<String> randomText;

    /**
     * @param randomText some random lower-case letters and digits
     */
    CampaignEndpoint(
            MessageReader reader,
            Campaigns campaigns,
            People people,
            IdentityKey identityKey,
            Conductor conductor,
            InstantSource clock,
            Supplier<String> randomText) {
        this.reader = reader;
        this.campaigns = campaigns;
        this.people = people;
        this.identityKey = identityKey;
        this.conductor = conductor;
        this.clock = clock;
        this.randomText = randomText;
    }

    /** {@code POST /v1/campaigns}. */
    ApiResponse create(ApiRequest request) {
        RequestBody body = RequestBody.of(request);
        String name = body.required("name");
        Optional<String> goal = body.text("goal");
        String from = reader.from(body);
        String brand = reader.brand(body);
        if (!body.has("template")) {
            body.error("template", "Name the template that the audience gets.");
        }
        RequestBody described = body.object("template");
        MessageContent.Template template = reader.template(described);
        if (template.header() != null || !template.buttons().isEmpty()) {
            described.error("header", "Campaigns fill body parameters only so far; use a template without the others.");
        }
        if (template.parameters().stream()
                .anyMatch(it -> SINGLE_BRACES.matcher(it).find())) {
            described.error("parameters", "Write a column of the list with two braces: {{name}}.");
        }
        var startAt = body.instant("startAt");
        if (!body.text("audience").orElse("UPLOADED").equals("UPLOADED")) {
            body.error("audience", "The audience is UPLOADED.");
        }
        body.nothingElse().check();
        // Ids sort by age: base 36 keeps its length until the year 2059.
        String id = "c-" + Long.toString(clock.millis(), 36) + randomText.get();
        campaigns.create(new Campaign(
                id,
                name,
                goal.orElse(null),
                from,
                brand,
                template.name(),
                template.language(),
                template.category(),
                template.topic(),
                template.parameters(),
                startAt.orElse(null),
                Campaign.State.DRAFT,
                0,
                0,
                0,
                null,
                0));
        return ApiResponse.json(201, Map.of("campaignId", id));
    }

    /** {@code POST /v1/campaigns/{id}/recipients}. */
    ApiResponse addRecipients(String id, ApiRequest request) {
        Campaign campaign = required(id);
        if (!campaign.takesRows()) {
            throw Problem.conflict("The campaign has started; its audience is fixed.");
        }
        AudienceReader.Part part = AudienceReader.read(request, campaign.parameters());
        int added = new Audience(campaigns, id).add(rows(part.recipients()));
        if (added < part.recipients().size()) {
            throw Problem.conflict("The campaign started meanwhile; its audience is fixed. The first " + added
                    + " of these rows are in it.");
        }
        return ApiResponse.json(202, Map.of("accepted", part.recipients().size(), "refused", part.refused()));
    }

    private List<AudienceRow> rows(List<AudienceReader.Recipient> recipients) {
        Map<Integer, List<Alias>> aliases = new HashMap<>();
        recipients.forEach(it -> aliases.put(it.row(), identityKey.aliasesOf(it.contact())));
        Map<Alias, PersonId> known =
                people.behind(aliases.values().stream().flatMap(List::stream).toList());
        return recipients.stream()
                .map(it -> row(it, aliases.getOrDefault(it.row(), List.of()), known))
                .toList();
    }

    private static AudienceRow row(
            AudienceReader.Recipient recipient, List<Alias> aliases, Map<Alias, PersonId> known) {
        PersonId person = aliases.stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new AudienceRow(recipient.row(), person, person == null ? aliases : List.of(), recipient.parameters());
    }

    /** {@code POST /v1/campaigns/{id}/start}: at once, or at its {@code startAt}. Starting twice is starting once. */
    ApiResponse start(String id) {
        Campaign campaign = required(id);
        if (campaign.audience() == 0) {
            throw Problem.conflict("The campaign has no recipients yet.");
        }
        if (campaign.state() == Campaign.State.CANCELLED) {
            throw Problem.conflict("The campaign was cancelled.");
        }
        Campaign started = conductor.start(campaign);
        return ApiResponse.json(202, Map.of("campaignId", id, "state", conductor.stateOf(started)));
    }

    /** {@code GET /v1/campaigns}. */
    ApiResponse list() {
        return ApiResponse.json(
                200,
                Map.of(
                        "campaigns",
                        campaigns.newest().stream()
                                .map(it -> Map.of(
                                        "campaignId", it.id(), "name", it.name(), "state", conductor.stateOf(it, null)))
                                .toList()));
    }

    /** {@code GET /v1/campaigns/{id}}. */
    ApiResponse campaign(String id) {
        Campaign campaign = required(id);
        Counts counts = conductor.countsOf(campaign);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("campaignId", id);
        view.put("name", campaign.name());
        view.put("goal", campaign.goal());
        view.put("state", conductor.stateOf(campaign, counts));
        view.put("startAt", campaign.startAt());
        view.put("startedAt", campaign.startedAt());
        view.put("counts", counts);
        return ApiResponse.json(200, view);
    }

    private Campaign required(String id) {
        return campaigns.find(id).orElseThrow(() -> Problem.notFound("There is no such campaign."));
    }
}
