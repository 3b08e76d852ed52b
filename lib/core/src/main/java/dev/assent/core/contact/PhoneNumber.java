package dev.assent.core.contact;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A phone number in E.164 form, such as {@code +4915112345678}. Its {@link #toString()} never shows the number, so that
 * it can't reach a log by accident.
 *
 * @param e164 the plus sign, the country code and the national number
 */
public record PhoneNumber(String e164) {

    private static final Pattern INTERNATIONAL = Pattern.compile("\\+[0-9 ().\\-/]{6,24}");
    private static final Pattern NOT_A_DIGIT = Pattern.compile("[^0-9]");
    private static final Pattern WHATSAPP_ID = Pattern.compile("[1-9][0-9]{5,14}");

    // Numbers that WhatsApp writes in two ways; the form before the arrow is an alias of the one after it.
    private static final Pattern BRAZIL_WITHOUT_NINTH_DIGIT = Pattern.compile("\\+55([1-9][0-9])([6-9][0-9]{7})");
    private static final Pattern MEXICO_WITH_ONE = Pattern.compile("\\+521([0-9]{10})");
    private static final Pattern ARGENTINA_WITH_NINE = Pattern.compile("\\+549([0-9]{10})");

    /** Accepts E.164 only; use {@link #read(String)} for what people type. */
    public PhoneNumber {
        if (!e164.startsWith("+")) {
            throw new IllegalArgumentException("A phone number starts with a plus sign and the country code.");
        }
    }

    /**
     * Reads a number written internationally: a plus sign, digits, and the separators that people use. Empty if no such
     * number can exist (wrong length, unknown country code).
     */
    public static Optional<PhoneNumber> read(String written) {
        String trimmed = written.strip();
        if (!INTERNATIONAL.matcher(trimmed).matches()) {
            return Optional.empty();
        }
        var number = new PhoneNumber("+" + NOT_A_DIGIT.matcher(trimmed).replaceAll(""));
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            // Of the two ways in which WhatsApp writes some numbers, dialling plans know the canonical one only.
            boolean possible = numbers.isPossibleNumber(numbers.parse(number.canonical(), null));
            return possible ? Optional.of(number) : Optional.empty();
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }

    /** Reads a {@code wa_id} as webhooks carry it: digits without the plus sign. */
    public static Optional<PhoneNumber> ofWhatsAppId(String whatsAppId) {
        return WHATSAPP_ID.matcher(whatsAppId).matches()
                ? Optional.of(new PhoneNumber("+" + whatsAppId))
                : Optional.empty();
    }

    /**
     * The one form under which a person is known, whichever way the number was written: Brazil with the ninth digit,
     * Mexico without the 1 after the country code, Argentina without the 9.
     */
    public String canonical() {
        var brazil = BRAZIL_WITHOUT_NINTH_DIGIT.matcher(e164);
        if (brazil.matches()) {
            return "+55" + brazil.group(1) + "9" + brazil.group(2);
        }
        var mexico = MEXICO_WITH_ONE.matcher(e164);
        if (mexico.matches()) {
            return "+52" + mexico.group(1);
        }
        var argentina = ARGENTINA_WITH_NINE.matcher(e164);
        return argentina.matches() ? "+54" + argentina.group(1) : e164;
    }

    /**
     * The country in which such a number is given out, two letters; empty if it can't be told. Tells the countries that
     * share +1 apart by their area codes.
     */
    public Optional<String> country() {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            return Optional.ofNullable(numbers.getRegionCodeForNumber(numbers.parse(canonical(), null)));
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }

    /** Hides the number. */
    @Override
    public String toString() {
        return "PhoneNumber[hidden]";
    }
}
