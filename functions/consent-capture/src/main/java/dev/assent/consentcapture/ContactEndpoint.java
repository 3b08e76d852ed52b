package dev.assent.consentcapture;

import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.ApiResponse;
import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.consent.Ledger;
import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known about a contact, and what proves it. */
final class ContactEndpoint {

    private final People people;
    private final ContactFinder contacts;
    private final Catalogue catalogue;
    private final InstantSource clock;

    ContactEndpoint(People people, ContactFinder contacts, Catalogue catalogue, InstantSource clock) {
        this.people = people;
        this.contacts = contacts;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** {@code POST /v1/contacts/lookup}: a POST, so that no phone number stands in an address. */
    ApiResponse lookup(ApiRequest request) {
        RequestBody body = RequestBody.of(request);
        Optional<Contact> contact = body.contact();
        body.nothingElse().check();
        PersonId found = contact.flatMap(contacts::find)
                .orElseThrow(() -> Problem.notFound("Nobody is on record under this contact."));
        return ApiResponse.json(200, Map.of("contactId", found.value()));
    }

    /** {@code GET /v1/contacts/{contactId}}. */
    ApiResponse contact(String contactId) {
        return ApiResponse.json(200, ContactView.of(contacts.required(contactId), catalogue, clock.instant()));
    }

    /** {@code GET /v1/contacts/{contactId}/evidence}: the ledger, and whether its chain is whole. */
    ApiResponse evidence(String contactId) {
        PersonState person = contacts.required(contactId);
        List<LedgerRow> rows = people.ledger(person.id());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("contactId", contactId);
        answer.put("facts", rows.stream().map(ContactEndpoint::fact).toList());
        answer.put("faults", Ledger.verify(rows, person.ledger()));
        return ApiResponse.json(200, answer);
    }

    private static Map<String, Object> fact(LedgerRow row) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("seq", row.seq());
        fact.put("kind", row.kind());
        fact.put("factId", row.factId());
        fact.put("at", row.at());
        fact.put("recordedAt", row.recordedAt());
        fact.put("content", row.content());
        fact.put("previousHash", row.previousHash());
        fact.put("hash", row.hash());
        return fact;
    }
}
