package dev.assent.campaign;

import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.catalogue.Catalogue;
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

    private final Catalogue catalogue;
    private final ContentReader contents;
    private final People people;
    private final IdentityKey identityKey;
    private final List<String> phoneNumberIds;

    MessageReader(Catalogue catalogue, People people, IdentityKey identityKey, List<String> phoneNumberIds) {
        this.catalogue = catalogue;
        this.contents = new ContentReader(catalogue);
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
        MessageContent content = contents.read(body);
        MessageContent.Template fallback = contents.fallback(body, content);
        var priority = body.oneOf("priority", OutboundMessage.Priority.class).orElse(OutboundMessage.Priority.HIGH);
        var notAfter = body.instant("notAfter");
        var requestedAt = body.instant("requestedAt");
        body.has("idempotencyKey");
        body.has("notBefore");
        String brand = brand(body);
        body.nothingElse().check();
        PersonState person = addressee.orElseThrow();
        var message = new OutboundMessage(
                id,
                1,
                person.id(),
                from,
                brand,
                content,
                priority,
                notAfter.orElse(null),
                requestedAt.orElse(null),
                null,
                fallback);
        return new Draft(message, person);
    }

    /** A template, as campaigns name it. */
    MessageContent.Template template(RequestBody body) {
        return contents.template(body);
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
