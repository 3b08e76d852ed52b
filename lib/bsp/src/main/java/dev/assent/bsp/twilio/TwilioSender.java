package dev.assent.bsp.twilio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.bsp.SendCall;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.Bsp;
import dev.assent.core.send.SendResult;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends through Twilio. Templates are Content Templates there, found by the names that assent.yaml gives them; what fills
 * header, body and buttons becomes their variables 1, 2, … in this order. Buttons and lists without a template are
 * nothing that Twilio sends.
 *
 * @see <a href="https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource">Twilio: create a
 *     message</a>
 */
public final class TwilioSender implements Bsp {

    /** Twilio's code for what its channel does not carry; here it is not even asked. */
    static final int NOT_FOR_TWILIO = 63013;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SendCall call;
    private final Account account;
    private final Supplier<String> authToken;

    /**
     * Whose messages are sent.
     *
     * @param api the API's base address
     * @param sid of the account, {@code AC…}
     * @param numbers what people see of each phone number id, E.164
     * @param contentSids {@code HX…} by template name, a slash and the language
     * @param statusCallback where statuses are posted, the message's id added as {@code ?message=}; null for nowhere
     */
    public record Account(
            URI api,
            String sid,
            Map<String, String> numbers,
            Map<String, String> contentSids,
            @Nullable URI statusCallback) {

        /** Copies the maps. */
        public Account {
            numbers = Map.copyOf(numbers);
            contentSids = Map.copyOf(contentSids);
        }
    }

    /**
     * @param authToken asked for at every send, so that a rotation needs no restart
     */
    public TwilioSender(SendCall call, Account account, Supplier<String> authToken) {
        this.call = call;
        this.account = account;
        this.authToken = authToken;
    }

    @Override
    public Request request(OutboundMessage message, PersonState person) {
        Optional<Map<String, String>> content = content(message.content());
        if (content.isEmpty()) {
            return () -> new SendResult.Refused(NOT_FOR_TWILIO);
        }
        String from = configured(account.numbers().get(message.from()), "DisplayPhoneNumbers has no such number");
        configured(account.sid(), "TwilioAccountSid is missing");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("From", "whatsapp:" + from);
        form.put("To", "whatsapp:" + address(person));
        form.putAll(content.get());
        if (account.statusCallback() != null) {
            form.put("StatusCallback", account.statusCallback() + "?message=" + encoded(message.callbackData()));
        }
        String credentials = account.sid() + ":" + authToken.get();
        return call.request(
                new SendCall.Form(
                        account.api().resolve("/2010-04-01/Accounts/" + account.sid() + "/Messages.json"),
                        Map.entry("Authorization", "Basic " + base64(credentials)),
                        "application/x-www-form-urlencoded",
                        form.entrySet().stream()
                                .map(it -> it.getKey() + "=" + encoded(it.getValue()))
                                .collect(Collectors.joining("&"))),
                TwilioSender::read);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String address(PersonState person) {
        return person.phone() != null
                ? person.phone().e164()
                : person.userId() == null ? "" : person.userId().value();
    }

    private Optional<Map<String, String>> content(MessageContent content) {
        return switch (content) {
            case MessageContent.Text(var body) -> Optional.of(Map.of("Body", body));
            case MessageContent.Media media -> {
                Map<String, String> form = new LinkedHashMap<>();
                form.put("MediaUrl", media.link());
                if (media.caption() != null) {
                    form.put("Body", media.caption());
                }
                yield Optional.of(form);
            }
            case MessageContent.Template template -> {
                String name = template.name() + "/" + template.language();
                String sid = configured(
                        account.contentSids().get(name),
                        "twilioContent in assent.yaml has no Content Template for " + name);
                yield Optional.of(Map.of("ContentSid", sid, "ContentVariables", variables(template)));
            }
            case MessageContent.Interactive _ -> Optional.empty();
        };
    }

    private static String configured(@Nullable String value, String otherwise) {
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(otherwise);
        }
        return value;
    }

    private static String variables(MessageContent.Template template) {
        List<String> values = new ArrayList<>();
        if (template.header() != null) {
            values.add(template.header().value());
        }
        values.addAll(template.parameters());
        template.buttons().forEach(it -> values.add(it.value()));
        ObjectNode variables = JSON.createObjectNode();
        values.forEach(it -> variables.put(Integer.toString(variables.size() + 1), it));
        return variables.toString();
    }

    private static SendResult read(int status, String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            if (status == 201 && answer.path("sid").isTextual()) {
                return new SendResult.Accepted(answer.path("sid").asText());
            }
            if (answer.path("code").isInt()) {
                return TwilioErrors.read(answer.path("code").asInt(), status);
            }
        } catch (JsonProcessingException _) {
            // Not Twilio's own answer; a proxy's, say.
        }
        return status == 429
                ? TwilioErrors.read(20429, status)
                : status >= 400 && status < 500
                        ? new SendResult.Refused(0)
                        : new SendResult.Unclear("HTTP " + status + " without an error code");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
