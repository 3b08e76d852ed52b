package dev.assent.consentcapture;

import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.contact.PersonId;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.util.Optional;

/** Finds people by what callers say of them: a phone number, a user id, or the contactId that Assent gave. */
final class ContactFinder {

    private final People people;
    private final IdentityKey identityKey;

    ContactFinder(People people, IdentityKey identityKey) {
        this.people = people;
        this.identityKey = identityKey;
    }

    /** The contact in a field; a contactId is turned into the identities that are on record for it. */
    Optional<Contact> in(RequestBody body, String field) {
        if (!body.has(field)) {
            return body.contact(field);
        }
        RequestBody contact = body.object(field);
        Optional<String> contactId = contact.text("contactId");
        if (contactId.isEmpty()) {
            return contact.contact();
        }
        return PersonId.read(contactId.get())
                .flatMap(people::find)
                .filter(it -> it.phone() != null || it.userId() != null)
                .map(it -> new Contact(it.phone(), it.userId()))
                .or(() -> {
                    contact.error("contactId", "There is no such contact.");
                    return Optional.empty();
                });
    }

    /** The same for the same person as a caller names them, and nothing that shows who it is. */
    String keyOf(Contact contact) {
        return identityKey.aliasesOf(contact).getFirst().value();
    }

    /** The person behind a contact. */
    Optional<PersonId> find(Contact contact) {
        var found = people.behind(identityKey.aliasesOf(contact));
        return identityKey.aliasesOf(contact).stream()
                .map(found::get)
                .filter(it -> it != null)
                .findFirst();
    }

    /** The person with this id, or a 404. */
    PersonState required(String contactId) {
        return PersonId.read(contactId)
                .flatMap(people::find)
                .orElseThrow(() -> Problem.notFound("There is no such contact."));
    }
}
