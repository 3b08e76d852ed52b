package dev.assent.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.assent.aws.Json;
import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.Problem;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.message.ContentRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a part of an audience: CSV whose header starts with {@code phone} or {@code userId}, or JSON
 * {@code {"recipients": [{"phone": …, "column": …}]}}. Rows that can't be used are refused one by one.
 */
final class AudienceReader {

    private static final int MOST_ROWS = 10_000;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final Pattern COLUMN = Pattern.compile("\\{\\{\\s*([^}\\s]+)\\s*}}");
    private static final Pattern HEADER = Pattern.compile("(^|,)\\s*\"?(phone|userId)\"?\\s*(,|$)");
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .build();

    /**
     * A usable row.
     *
     * @param row counted from 1 over the part
     */
    record Recipient(int row, Contact contact, List<String> parameters) {}

    /** A row that can't be used. */
    record Refusal(int row, String reason) {}

    /** What a part holds. */
    record Part(List<Recipient> recipients, List<Refusal> refused) {}

    private AudienceReader() {}

    static Part read(ApiRequest request, List<String> parameterPatterns) {
        if (request.body().length > MOST_BYTES) {
            throw tooLarge();
        }
        boolean csv = request.header("content-type")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("csv");
        List<Map<String, String>> rows = csv ? csv(request) : json(request);
        if (rows.size() > MOST_ROWS) {
            throw tooLarge();
        }
        List<Recipient> recipients = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            read(i + 1, rows.get(i), parameterPatterns, recipients, refused);
        }
        return new Part(recipients, refused);
    }

    private static void read(
            int row,
            Map<String, String> columns,
            List<String> patterns,
            List<Recipient> recipients,
            List<Refusal> refused) {
        String phone = columns.getOrDefault("phone", "");
        String userId = columns.getOrDefault("userId", "");
        Optional<PhoneNumber> number = PhoneNumber.read(phone);
        Optional<WhatsAppUserId> user = WhatsAppUserId.read(userId);
        if (!phone.isBlank() && number.isEmpty()) {
            refused.add(new Refusal(row, "phone: there can be no such number; write E.164, such as +4915112345678"));
        } else if (!userId.isBlank() && user.isEmpty()) {
            refused.add(new Refusal(row, "userId: a country code, a dot, letters or digits"));
        } else if (number.isEmpty() && user.isEmpty()) {
            refused.add(new Refusal(row, "phone: add a phone number or a userId"));
        } else {
            List<String> parameters =
                    patterns.stream().map(pattern -> fill(pattern, columns)).toList();
            firstUnusable(patterns, parameters)
                    .ifPresentOrElse(
                            pattern -> refused.add(new Refusal(
                                    row,
                                    "the template parameter " + pattern + " is empty, over 1024 characters, or has a"
                                            + " line break, a tab or 5 spaces in a row; the columns are "
                                            + columns.keySet().stream().sorted().toList())),
                            () -> recipients.add(new Recipient(
                                    row, new Contact(number.orElse(null), user.orElse(null)), parameters)));
        }
    }

    private static Optional<String> firstUnusable(List<String> patterns, List<String> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            if (ContentRules.faultOfParameter(parameters.get(i)).isPresent()) {
                return Optional.of(patterns.get(i));
            }
        }
        return Optional.empty();
    }

    private static String fill(String pattern, Map<String, String> columns) {
        return COLUMN.matcher(pattern)
                .replaceAll(it -> Matcher.quoteReplacement(columns.getOrDefault(it.group(1), "")));
    }

    private static List<Map<String, String>> csv(ApiRequest request) {
        String text = withoutByteOrderMark(request.text());
        if (text.indexOf('\uFFFD') >= 0) {
            throw Problem.field("body", "Save the file as UTF-8; it has bytes of another encoding.");
        }
        try (MappingIterator<Map<String, String>> rows = CSV.readerFor(Map.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(text)) {
            List<Map<String, String>> all = rows.readAll();
            String header = text.lines().findFirst().orElse("");
            if (!HEADER.matcher(header).find()) {
                throw Problem.field("body", "Name the columns in the first line; one is phone or userId.");
            }
            return all;
        } catch (IOException _) {
            throw new Problem(
                    400,
                    "The CSV can't be read.",
                    List.of(new Problem.FieldError("body", "Check the quotes; separate columns by commas.")));
        }
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static List<Map<String, String>> json(ApiRequest request) {
        JsonNode recipients;
        try {
            recipients = Json.MAPPER.readTree(request.text()).path("recipients");
        } catch (JsonProcessingException _) {
            throw new Problem(
                    400,
                    "The body is not JSON.",
                    List.of(new Problem.FieldError("body", "Send JSON, or CSV with content-type text/csv.")));
        }
        if (!recipients.isArray()) {
            throw Problem.field("recipients", "Add the list recipients, or send CSV with content-type text/csv.");
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (JsonNode recipient : recipients) {
            Map<String, String> columns = new HashMap<>();
            recipient
                    .fields()
                    .forEachRemaining(
                            it -> columns.put(it.getKey(), it.getValue().asText()));
            rows.add(columns);
        }
        return rows;
    }

    private static Problem tooLarge() {
        return new Problem(
                413,
                "The part is too large.",
                List.of(new Problem.FieldError("body", "Send parts of at most 10,000 rows and 4 MB.")));
    }
}
