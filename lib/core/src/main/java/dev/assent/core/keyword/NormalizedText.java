package dev.assent.core.keyword;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A message reduced to what people mean by it: full-width letters, capitals, accents of Latin letters, invisible
 * characters, emoji and punctuation at the edges make no difference.
 *
 * @param value lower case, words separated by one space
 */
record NormalizedText(String value) {

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\x{FE00}-\\x{FE0F}\\x{20E3}]");
    private static final Pattern ACCENT_ON_LATIN = Pattern.compile("(?<=\\p{IsLatin})\\p{Mn}+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    static NormalizedText of(String message) {
        String compatible = Normalizer.normalize(message, Normalizer.Form.NFKC);
        String visible = INVISIBLE.matcher(compatible).replaceAll("");
        String folded = visible.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        String unaccented = ACCENT_ON_LATIN
                .matcher(Normalizer.normalize(folded, Normalizer.Form.NFD))
                .replaceAll("");
        String composed = Normalizer.normalize(unaccented, Normalizer.Form.NFC);
        return new NormalizedText(SPACES.matcher(withoutDecoration(composed)).replaceAll(" "));
    }

    // A loop, not a regular expression: one pass however long the message is.
    private static String withoutDecoration(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && !isWord(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (end > start && !isWord(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || Character.getType(codePoint) == Character.NON_SPACING_MARK;
    }
}
