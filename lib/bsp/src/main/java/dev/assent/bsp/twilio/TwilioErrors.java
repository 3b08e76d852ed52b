package dev.assent.bsp.twilio;

import dev.assent.core.message.Reason;
import dev.assent.core.send.SendResult;
import java.time.Duration;

/**
 * What to do about Twilio's error codes; those that are Meta's under another number become Meta's.
 *
 * @see <a href="https://www.twilio.com/docs/api/errors">Twilio: error and warning dictionary</a>
 */
final class TwilioErrors {

    private static final int WINDOW_CLOSED = 131047;
    private static final int ECOSYSTEM_ENGAGEMENT = 131049;

    private TwilioErrors() {}

    static SendResult read(int code, int httpStatus) {
        return switch (code) {
            case 63016 -> new SendResult.Refused(WINDOW_CLOSED);
            case 63049 ->
                later(ECOSYSTEM_ENGAGEMENT, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), SendResult.Holds.PERSON);
            case 63018 -> later(code, Reason.MESSAGING_LIMIT_REACHED, Duration.ofHours(1), SendResult.Holds.NUMBER);
            case 63038, 20003 -> later(code, Reason.ACCOUNT_RESTRICTED, Duration.ofHours(1), SendResult.Holds.ACCOUNT);
            case 20429 -> later(code, Reason.PACING, Duration.ofSeconds(5), SendResult.Holds.THROUGHPUT);
            default ->
                httpStatus >= 500
                        ? new SendResult.Unclear("HTTP " + httpStatus + ", code " + code)
                        : new SendResult.Refused(code);
        };
    }

    private static SendResult later(int code, Reason reason, Duration after, SendResult.Holds holds) {
        return new SendResult.TryLater(code, reason, after, holds);
    }
}
