package dev.assent.campaign;

import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.ApiResponse;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.control.Brake;
import dev.assent.core.control.Controls;
import dev.assent.core.counter.Counter;
import dev.assent.core.send.Tools;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The operator's brakes. They stand at the gate, so they stop what is queued already, within a second. */
final class BrakeEndpoint {

    private final MessageEndpoint.Capacity capacity;
    private final Campaigns campaigns;
    private final Conductor conductor;
    private final InstantSource clock;

    BrakeEndpoint(MessageEndpoint.Capacity capacity, Campaigns campaigns, Conductor conductor, InstantSource clock) {
        this.capacity = capacity;
        this.campaigns = campaigns;
        this.conductor = conductor;
        this.clock = clock;
    }

    private record Wish(Brake brake, String reason) {}

    /** {@code POST /v1/pause}. */
    ApiResponse pause(ApiRequest request) {
        Wish wish = read(request);
        Instant now = clock.instant();
        return standing(change(it -> it.braked(wish.brake(), wish.reason(), now)));
    }

    /** {@code POST /v1/resume}. */
    ApiResponse resume(ApiRequest request) {
        Wish wish = read(request);
        Instant now = clock.instant();
        Controls standing = change(it -> it.resumed(wish.brake(), now));
        conductor.released();
        return standing(standing);
    }

    private Controls change(UnaryOperator<Controls> step) {
        return capacity.counters().controls().change(Tools.Counters.CONTROLS, clock.instant(), it -> {
            Controls changed = step.apply(it);
            return new Counter.Step<>(changed, changed);
        });
    }

    private Wish read(ApiRequest request) {
        RequestBody body = RequestBody.of(request);
        var what = body.oneOf("what", Brake.What.class);
        if (what.isEmpty() && !body.has("what")) {
            body.error("what", "Name what: ALL, MARKETING, NUMBER or CAMPAIGN.");
        }
        String id = body.text("id").orElse("");
        String reason = body.text("reason").orElse("");
        body.nothingElse();
        what.ifPresent(it -> checkId(body, it, id));
        body.check();
        return new Wish(new Brake(what.orElseThrow(), id), reason);
    }

    private void checkId(RequestBody body, Brake.What what, String id) {
        boolean known =
                switch (what) {
                    case ALL, MARKETING -> id.isEmpty();
                    case NUMBER -> capacity.phoneNumberIds().contains(id);
                    case CAMPAIGN -> !id.isEmpty() && campaigns.find(id).isPresent();
                };
        if (!known) {
            body.error(
                    "id",
                    what.namesOne()
                            ? "Name a phone number id of this deployment, or a campaign on record."
                            : "Leave id out: this concerns every number and campaign.");
        }
    }

    private static ApiResponse standing(Controls controls) {
        List<Map<String, Object>> brakes = controls.brakes().values().stream()
                .sorted(Comparator.comparing(Controls.Pulled::at))
                .map(BrakeEndpoint::view)
                .toList();
        return ApiResponse.json(200, Map.of("paused", brakes));
    }

    private static Map<String, Object> view(Controls.Pulled pulled) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("what", pulled.brake().what());
        if (pulled.brake().what().namesOne()) {
            view.put("id", pulled.brake().id());
        }
        view.put("reason", pulled.reason());
        view.put("since", pulled.at());
        return view;
    }
}
