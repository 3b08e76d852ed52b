package dev.assent.aws.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.aws.Json;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object that a caller sent, read field by field. Collects everything that is wrong with it, so that the caller
 * learns all of it at once from {@link #check()}.
 */
public final class RequestBody {

    private static final int LONGEST_TEXT = 8192;
    private static final int LONGEST_KEY = 200;
    private static final int MOST_MEMBERS = 60;

    private final JsonNode object;
    private final String path;
    private final List<Problem.FieldError> errors;
    private final Set<String> known = new HashSet<>();

    private RequestBody(JsonNode object, String path, List<Problem.FieldError> errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /**
     * Reads the body of a request.
     *
     * @throws Problem if it is no JSON object
     */
    public static RequestBody of(ApiRequest request) {
        try {
            JsonNode body = Json.MAPPER.readTree(request.text());
            if (body != null && body.isObject()) {
                return new RequestBody(body, "", new ArrayList<>());
            }
        } catch (JsonProcessingException _) {
            // Told below, without quoting what was sent.
        }
        throw new Problem(
                400,
                "The body is not a JSON object.",
                List.of(new Problem.FieldError("body", "Send a JSON object; check quotes, commas and braces.")));
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        known.add(field);
        return object.hasNonNull(field);
    }

    /** A text that must be there; empty string if it is not. */
    public String required(String field) {
        return text(field).orElseGet(() -> {
            if (!has(field) || object.path(field).isTextual()) {
                error(field, "Add " + field + ".");
            }
            return "";
        });
    }

    /** A text that may be there; blank counts as missing. */
    public Optional<String> text(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!object.path(field).isTextual()) {
            error(field, "Write " + field + " as a text.");
            return Optional.empty();
        }
        String text = object.path(field).asText();
        if (text.length() > LONGEST_TEXT) {
            error(field, "Shorten " + field + " to " + LONGEST_TEXT + " characters.");
            return Optional.empty();
        }
        return Optional.of(text).filter(it -> !it.isBlank());
    }

    /** A key of the caller's own that may be there. */
    public Optional<String> key(String field) {
        return text(field).flatMap(text -> {
            if (text.length() > LONGEST_KEY) {
                error(field, "Shorten " + field + " to " + LONGEST_KEY + " characters.");
                return Optional.empty();
            }
            return Optional.of(text);
        });
    }

    /** A time that may be there. */
    public Optional<Instant> instant(String field) {
        return text(field).flatMap(text -> {
            try {
                return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException _) {
                error(field, "Write " + field + " as RFC 3339, such as 2026-11-21T09:00:00Z.");
                return Optional.empty();
            }
        });
    }

    /** A whole number that may be there. */
    public Optional<Integer> number(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!object.path(field).canConvertToInt() || !object.path(field).isIntegralNumber()) {
            error(field, "Write " + field + " as a whole number.");
            return Optional.empty();
        }
        return Optional.of(object.path(field).asInt());
    }

    /** One of the enumeration's constants, if the field is there. */
    public <E extends Enum<E>> Optional<E> oneOf(String field, Class<E> type) {
        return text(field).flatMap(text -> {
            var found = Arrays.stream(type.getEnumConstants())
                    .filter(it -> it.name().equals(text))
                    .findFirst();
            if (found.isEmpty()) {
                error(field, "Use one of " + Arrays.toString(type.getEnumConstants()) + ".");
            }
            return found;
        });
    }

    /** A list of texts; empty if the field is missing. */
    public List<String> texts(String field) {
        if (!has(field)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (!object.path(field).isArray()) {
            error(field, "Write " + field + " as a list.");
            return texts;
        }
        for (JsonNode element : object.path(field)) {
            if (!element.isTextual()) {
                error(field, "Write every element of " + field + " as a text.");
                return List.of();
            }
            texts.add(element.asText());
        }
        return List.copyOf(texts);
    }

    /** A list of objects; empty if the field is missing. */
    public List<RequestBody> objects(String field) {
        if (!has(field)) {
            return List.of();
        }
        List<RequestBody> objects = new ArrayList<>();
        if (!object.path(field).isArray()) {
            error(field, "Write " + field + " as a list.");
            return objects;
        }
        for (JsonNode element : object.path(field)) {
            objects.add(new RequestBody(element, path + field + ".", errors));
        }
        return objects;
    }

    /** An object inside this one; an empty one if the field is missing. */
    public RequestBody object(String field) {
        if (has(field) && !object.path(field).isObject()) {
            error(field, "Write " + field + " as an object.");
        }
        return new RequestBody(object.path(field), path + field + ".", errors);
    }

    /** Every member as text: lists joined by commas, numbers and booleans as written. Nested objects are refused. */
    public Map<String, String> flat() {
        Map<String, String> flat = new HashMap<>();
        if (object.size() > MOST_MEMBERS) {
            errors.add(new Problem.FieldError(
                    path.isEmpty() ? "body" : path.substring(0, path.length() - 1),
                    "At most " + MOST_MEMBERS + " members."));
            return flat;
        }
        object.fields().forEachRemaining(member -> {
            JsonNode value = member.getValue();
            if (member.getKey().isBlank() || member.getKey().length() > LONGEST_KEY) {
                error("(a member)", "Give each member a name of 1 to " + LONGEST_KEY + " characters.");
            } else if (value.toString().length() > LONGEST_TEXT) {
                error(member.getKey(), "Shorten " + member.getKey() + " to " + LONGEST_TEXT + " characters.");
            } else if (value.isArray()) {
                List<String> elements = new ArrayList<>();
                value.forEach(element -> elements.add(element.asText()));
                flat.put(member.getKey(), String.join(",", elements));
            } else if (value.isObject()) {
                error(member.getKey(), "Write " + member.getKey() + " as a text, a number or a list.");
            } else if (!value.isNull()) {
                flat.put(member.getKey(), value.asText());
            }
        });
        return flat;
    }

    /** A contact in the field {@code field}: {@code phone}, {@code userId} or both. */
    public Optional<Contact> contact(String field) {
        if (!has(field)) {
            error(field, "Name the person: {\"phone\": \"+49…\"} or {\"userId\": \"DE.…\"}.");
            return Optional.empty();
        }
        return object(field).contact();
    }

    /** The contact that this object itself describes. */
    public Optional<Contact> contact() {
        int errorsBefore = errors.size();
        Optional<PhoneNumber> phone = phone();
        Optional<WhatsAppUserId> userId = text("userId").flatMap(written -> {
            Optional<WhatsAppUserId> read = WhatsAppUserId.read(written);
            if (read.isEmpty()) {
                error("userId", "Write a user id as webhooks do: a country code, a dot, letters or digits.");
            }
            return read;
        });
        if (phone.isEmpty() && userId.isEmpty()) {
            if (errors.size() == errorsBefore) {
                error("phone", "Add phone (E.164, such as +4915112345678) or userId.");
            }
            return Optional.empty();
        }
        return Optional.of(new Contact(phone.orElse(null), userId.orElse(null)));
    }

    private Optional<PhoneNumber> phone() {
        return text("phone").flatMap(written -> {
            Optional<PhoneNumber> read = PhoneNumber.read(written);
            if (read.isEmpty()) {
                error("phone", "There can be no such number; write E.164, such as +4915112345678.");
            }
            return read;
        });
    }

    /** Refuses members that no call above asked for: a misspelt field must not be ignored. */
    public RequestBody nothingElse() {
        if (object.isObject()) {
            object.fieldNames().forEachRemaining(field -> {
                if (!known.contains(field)) {
                    error(
                            field,
                            "There is no such field here; it is one of "
                                    + known.stream().sorted().toList() + ".");
                }
            });
        }
        return this;
    }

    /** Notes that something is wrong with a field of this object; nothing is, if all of the object was wrong already. */
    public void error(String field, String message) {
        String named = path + field;
        if (errors.stream().noneMatch(it -> named.startsWith(it.field() + "."))) {
            errors.add(new Problem.FieldError(named, message));
        }
    }

    /** Notes it unless something was wrong with this field, or a part of it, already. */
    public void errorIfNone(String field, String message) {
        String named = path + field;
        if (errors.stream().noneMatch(it -> (it.field() + ".").startsWith(named + "."))) {
            error(field, message);
        }
    }

    /**
     * Ends the reading.
     *
     * @throws Problem if anything was wrong (422)
     */
    public void check() {
        if (!errors.isEmpty()) {
            throw new Problem(422, "Some fields need mending.", errors);
        }
    }
}
