package dev.assent.aws;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB attribute values from plain ones and back. */
final class Attributes {

    private Attributes() {}

    static AttributeValue string(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /** Whole seconds: for the times of facts. */
    static AttributeValue seconds(Instant value) {
        return number(value.getEpochSecond());
    }

    /** Milliseconds: for times of our own. */
    static AttributeValue millis(Instant value) {
        return number(value.toEpochMilli());
    }

    static String string(Map<String, AttributeValue> item, String name) {
        return present(item, name).s();
    }

    static @Nullable String stringOrNull(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse(null);
    }

    static SdkBytes bytes(Map<String, AttributeValue> item, String name) {
        return present(item, name).b();
    }

    static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(present(item, name).n());
    }

    static @Nullable Long numberOrNull(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? number(item, name) : null;
    }

    static Instant seconds(Map<String, AttributeValue> item, String name) {
        return Instant.ofEpochSecond(number(item, name));
    }

    static @Nullable Instant secondsOrNull(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? seconds(item, name) : null;
    }

    static Instant millis(Map<String, AttributeValue> item, String name) {
        return Instant.ofEpochMilli(number(item, name));
    }

    static @Nullable Instant millisOrNull(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? millis(item, name) : null;
    }

    static AttributeValue present(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalStateException("An item without the attribute " + name + " was read");
        }
        return value;
    }
}
