package dev.assent.local.bsp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be read from the Graph API: a phone number's fields and the template list.
 *
 * @see <a href="https://developers.facebook.com/docs/whatsapp/messaging-limits">Meta: messaging limits</a>
 */
final class GraphFields {

    private static final Pattern NODE = Pattern.compile("/v[0-9.]+/([0-9]+)");
    private static final Pattern TEMPLATES = Pattern.compile("/v[0-9.]+/([0-9]+)/message_templates");
    private static final Pattern FIELDS = Pattern.compile("(?:^|&)fields=([^&]*)");
    private static final double HIGH_THROUGHPUT = 1_000;

    private final SimulatedBsp.Setup setup;

    GraphFields(SimulatedBsp.Setup setup) {
        this.setup = setup;
    }

    /** What a GET of this path answers, if there is anything. */
    Optional<Object> read(String path, String query) {
        Matcher templates = TEMPLATES.matcher(path);
        if (templates.matches() && templates.group(1).equals(setup.wabaId())) {
            List<JsonNode> data = setup.templates();
            return Optional.of(Map.of("data", data, "paging", Map.of()));
        }
        Matcher node = NODE.matcher(path);
        String display = node.matches() ? setup.displayNumbers().get(node.group(1)) : null;
        return display == null ? Optional.empty() : Optional.of(number(node.group(1), display, query));
    }

    private Map<String, Object> number(String id, String display, String query) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("display_phone_number", display);
        all.put("verified_name", "Acme");
        all.put("quality_rating", "GREEN");
        all.put("throughput", Map.of("level", setup.limits().throughput() >= HIGH_THROUGHPUT ? "HIGH" : "STANDARD"));
        all.put("whatsapp_business_manager_messaging_limit", tier(setup.limits().messagingLimit()));
        all.put("messaging_limit_tier", tier(setup.limits().messagingLimit()));
        all.put("health_status", Map.of("can_send_message", "AVAILABLE", "entities", List.of()));
        Matcher fields = FIELDS.matcher(query);
        if (fields.find()) {
            List<String> wanted = List.of(fields.group(1).split(","));
            all.keySet().retainAll(wanted);
        }
        all.put("id", id);
        return all;
    }

    private static String tier(long limit) {
        return limit >= 1_000 && limit % 1_000 == 0 ? "TIER_" + limit / 1_000 + "K" : "TIER_" + limit;
    }
}
