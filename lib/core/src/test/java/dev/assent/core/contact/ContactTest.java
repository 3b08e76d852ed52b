package dev.assent.core.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ContactTest {

    private final IdentityKey key = new IdentityKey("secret");

    @Test
    void a_number_may_be_written_with_the_separators_people_use() {
        for (String written : List.of("+4915112345678", "+49 151 12345678", " +49 (151) 123-456-78 ")) {
            assertThat(PhoneNumber.read(written)).contains(new PhoneNumber("+4915112345678"));
        }
    }

    @Test
    void an_impossible_number_is_none() {
        for (String written :
                List.of("", "12345", "+49", "+999123456789", "+4915", "hello", "+49 151 abc", "015112345678")) {
            assertThat(PhoneNumber.read(written)).as(written).isEmpty();
        }
    }

    @Test
    void both_ways_of_writing_a_number_are_possible_numbers() {
        for (String written : List.of("+5215512345678", "+525512345678", "+5491112345678", "+551187654321")) {
            assertThat(PhoneNumber.read(written)).as(written).isPresent();
        }
    }

    @Test
    void a_whatsapp_id_is_a_number_without_the_plus_sign() {
        assertThat(PhoneNumber.ofWhatsAppId("4915112345678")).contains(new PhoneNumber("+4915112345678"));
        assertThat(PhoneNumber.ofWhatsAppId("DE.123")).isEmpty();
    }

    @Test
    void numbers_written_in_two_ways_are_one_person() {
        assertThat(alias("+551187654321")).isEqualTo(alias("+5511987654321"));
        assertThat(alias("+5215512345678")).isEqualTo(alias("+525512345678"));
        assertThat(alias("+5491112345678")).isEqualTo(alias("+541112345678"));
        assertThat(alias("+551134567890")).as("a Brazilian landline").isNotEqualTo(alias("+5511934567890"));
    }

    @Test
    void an_alias_depends_on_the_key_and_shows_nothing() {
        Contact contact = Contact.of(new PhoneNumber("+4915112345678"));

        assertThat(key.aliasesOf(contact)).isNotEqualTo(new IdentityKey("other").aliasesOf(contact));
        assertThat(key.aliasesOf(contact).toString()).doesNotContain("15112345678");
    }

    @Test
    void a_user_id_is_a_country_a_dot_and_letters_or_digits() {
        assertThat(WhatsAppUserId.read("US.13491208655302741918")).isPresent();
        assertThat(WhatsAppUserId.read("US.ENT.1349")).isPresent();
        assertThat(WhatsAppUserId.read("4915112345678")).isEmpty();
    }

    @Test
    void nothing_personal_is_printed() {
        var contact = new Contact(new PhoneNumber("+4915112345678"), new WhatsAppUserId("DE.77"));

        assertThat(contact.toString()).doesNotContain("4915112345678").doesNotContain("77");
    }

    @Test
    void a_contact_names_somebody() {
        assertThatThrownBy(() -> new Contact(null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PhoneNumber("49151")).isInstanceOf(IllegalArgumentException.class);
    }

    private Alias alias(String number) {
        return key.aliasesOf(Contact.of(new PhoneNumber(number))).getFirst();
    }
}
