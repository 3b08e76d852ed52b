package dev.assent.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.limit.BucketCounts;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** The project's JSON: records as objects, ids as strings, times as RFC 3339, kinds named by a {@code kind} field. */
public final class Json {

    /** For everything that Assent itself reads and writes. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(ids())
            .addMixIn(MessageContent.class, ContentByKind.class)
            .addMixIn(InboundEvent.class, EventByKind.class)
            // Records only: what they compute is not what they hold.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private Json() {}

    /** Writes a value. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Could not write a " + value.getClass().getSimpleName(), e);
        }
    }

    /**
     * Reads a value that Assent wrote.
     *
     * @throws UncheckedIOException if it is something else; the message never quotes it
     */
    public static <T> T read(String json, Class<T> type) {
        return read(json, new TypeReference<T>() {
            @Override
            public java.lang.reflect.Type getType() {
                return type;
            }
        });
    }

    /** As {@link #read(String, Class)}, for generic types. */
    public static <T> T read(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw new UncheckedIOException("This is no " + type.getType().getTypeName(), new IOException());
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = MessageContent.Template.class, name = "TEMPLATE"),
        @JsonSubTypes.Type(value = MessageContent.Text.class, name = "TEXT"),
        @JsonSubTypes.Type(value = MessageContent.Media.class, name = "MEDIA"),
        @JsonSubTypes.Type(value = MessageContent.Interactive.class, name = "INTERACTIVE")
    })
    private interface ContentByKind {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = InboundEvent.MessageReceived.class, name = "MESSAGE"),
        @JsonSubTypes.Type(value = InboundEvent.PreferenceChanged.class, name = "PREFERENCE"),
        @JsonSubTypes.Type(value = InboundEvent.StatusReported.class, name = "STATUS"),
        @JsonSubTypes.Type(value = InboundEvent.LimitChanged.class, name = "LIMIT"),
        @JsonSubTypes.Type(value = InboundEvent.AccountChanged.class, name = "ACCOUNT"),
        @JsonSubTypes.Type(value = InboundEvent.TemplateChanged.class, name = "TEMPLATE_STATUS"),
        @JsonSubTypes.Type(value = InboundEvent.TemplateMoved.class, name = "TEMPLATE_CATEGORY")
    })
    private interface EventByKind {}

    private static SimpleModule ids() {
        var module = new SimpleModule();
        id(module, BucketCounts.class, BucketCounts::written, BucketCounts::read);
        id(module, MessageId.class, MessageId::value, MessageId::new);
        id(module, PersonId.class, PersonId::value, PersonId::new);
        id(module, Alias.class, Alias::value, Alias::new);
        id(module, PhoneNumber.class, PhoneNumber::e164, PhoneNumber::new);
        id(module, WhatsAppUserId.class, WhatsAppUserId::value, WhatsAppUserId::new);
        return module;
    }

    private static <T> void id(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new StdSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
                generator.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new FromStringDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return read.apply(parser.getValueAsString());
            }

            @Override
            protected T _deserialize(String value, DeserializationContext context) {
                return read.apply(value);
            }
        });
    }
}
