package dev.assent.campaign;

import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.catalogue.Template;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.util.List;
import java.util.Optional;

/** Reads what callers want to be sent, and refuses what could never be. */
final class MessageReader {

    private static final PersonId STRANGER = new PersonId("stranger");
    private static final int LONGEST_PARAMETER = 1024;
    private static final int LONGEST_MESSAGE = 32_768;

    private final Catalogue catalogue;
    private final People people;
    private final IdentityKey identityKey;
    private final List<String> phoneNumberIds;

    MessageReader(Catalogue catalogue, People people, IdentityKey identityKey, List<String> phoneNumberIds) {
        this.catalogue = catalogue;
        this.people = people;
        this.identityKey = identityKey;
        this.phoneNumberIds = phoneNumberIds;
    }

    /**
     * A message as a caller described it.
     *
     * @param addressee whom it is for; with revision 0 if not on record
     */
    record Draft(OutboundMessage message, PersonState addressee) {

        boolean isForStranger() {
            return addressee.rev() == 0;
        }
    }

    /**
     * Reads a message.
     *
     * @param id its id
     * @throws Problem if anything about it needs mending
     */
    Draft read(RequestBody body, MessageId id) {
        Optional<PersonState> addressee = addressee(body);
        String from = from(body);
        MessageContent content = content(body);
        var priority = body.oneOf("priority", OutboundMessage.Priority.class).orElse(OutboundMessage.Priority.HIGH);
        var notAfter = body.instant("notAfter");
        var requestedAt = body.instant("requestedAt");
        body.has("idempotencyKey");
        body.has("notBefore");
        body.has("brand");
        body.nothingElse().check();
        PersonState person = addressee.orElseThrow();
        var message = new OutboundMessage(
                id,
                1,
                person.id(),
                from,
                brand(body),
                content,
                priority,
                notAfter.orElse(null),
                requestedAt.orElse(null),
                null);
        return new Draft(message, person);
    }

    String from(RequestBody body) {
        String from = body.text("from").orElse(phoneNumberIds.getFirst());
        if (!phoneNumberIds.contains(from)) {
            body.error("from", "This deployment has no such phone number id; see PhoneNumberIds.");
        }
        return from;
    }

    String brand(RequestBody body) {
        String brand = body.text("brand").orElse(catalogue.defaultBrand());
        if (!catalogue.brands().contains(brand)) {
            body.error("brand", "Name one of the brands in assent.yaml.");
        }
        return brand;
    }

    private MessageContent content(RequestBody body) {
        if (body.has("template") == body.has("text")) {
            body.error("template", "Send either a template or a text.");
            return new MessageContent.Text("");
        }
        if (body.has("text")) {
            RequestBody text = body.object("text");
            String written = text.required("body");
            if (written.length() > 4096) {
                text.error("body", "Shorten the text to 4096 characters.");
            }
            text.nothingElse();
            return new MessageContent.Text(written);
        }
        return template(body.object("template"));
    }

    /** A template with its category and topic settled: what is known from the BSP wins. */
    MessageContent.Template template(RequestBody body) {
        String name = body.required("name");
        String language = body.text("language").orElse("en");
        Optional<Template> known = catalogue.template(name, language);
        Category category = known.map(Template::category).orElse(Category.MARKETING);
        body.oneOf("category", Category.class).filter(it -> it != category).ifPresent(stated -> {
            String source = known.isPresent() ? "is registered as " : "is not registered and counts as ";
            body.error("category", "The template " + source + category + "; leave category out or correct it.");
        });
        List<String> parameters = body.texts("parameters");
        known.filter(it -> it.bodyParameters() != parameters.size())
                .ifPresent(it ->
                        body.error("parameters", "This template takes " + it.bodyParameters() + " body parameters."));
        if (parameters.stream().anyMatch(it -> it.isBlank() || it.length() > LONGEST_PARAMETER)) {
            body.error("parameters", "Each parameter has 1 to " + LONGEST_PARAMETER + " characters.");
        }
        if (parameters.stream().mapToInt(String::length).sum() > LONGEST_MESSAGE) {
            body.error("parameters", "Together the parameters have at most " + LONGEST_MESSAGE + " characters.");
        }
        String topic = topic(body, known);
        body.nothingElse();
        return new MessageContent.Template(name, language, category, topic, parameters);
    }

    private String topic(RequestBody body, Optional<Template> known) {
        Optional<String> stated = body.text("topic");
        String topic = known.map(Template::topic).or(() -> stated).orElse("");
        if (topic.isEmpty()) {
            body.error("topic", "The template is not in assent.yaml; name the topic it belongs to.");
        } else if (!catalogue.topics().containsKey(topic)) {
            body.error("topic", "There is no such topic in assent.yaml.");
        } else if (stated.filter(it -> !it.equals(topic)).isPresent()) {
            body.error("topic", "The template belongs to the topic " + topic + ".");
        }
        return topic;
    }

    private Optional<PersonState> addressee(RequestBody body) {
        if (!body.has("to")) {
            body.error("to", "Name the person: {\"phone\": \"+49…\"}, {\"userId\": …} or {\"contactId\": …}.");
            return Optional.empty();
        }
        RequestBody to = body.object("to");
        Optional<String> contactId = to.text("contactId");
        if (contactId.isPresent()) {
            Optional<PersonState> person = PersonId.read(contactId.get()).flatMap(people::find);
            if (person.isEmpty()) {
                to.error("contactId", "There is no such contact.");
            }
            return person;
        }
        return to.contact().map(this::personBehind);
    }

    private PersonState personBehind(Contact contact) {
        List<PersonId> found = people.behind(identityKey.aliasesOf(contact)).values().stream()
                .distinct()
                .toList();
        if (found.size() > 1) {
            throw Problem.conflict("The phone number and the user id belong to two people; name one of them.");
        }
        return found.stream().findFirst().flatMap(people::find).orElseGet(() -> PersonState.unknown(STRANGER, contact));
    }
}
