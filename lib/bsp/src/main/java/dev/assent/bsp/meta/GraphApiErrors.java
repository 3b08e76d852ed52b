package dev.assent.bsp.meta;

import dev.assent.core.message.Reason;
import dev.assent.core.send.SendResult;
import java.time.Duration;

/**
 * What to do about each of Meta's error codes. The HTTP status says little: throttling comes as 400.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes">Meta:
 *     error codes</a>
 */
final class GraphApiErrors {

    private static final Duration SECONDS = Duration.ofSeconds(5);
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration HOURS = Duration.ofHours(1);

    private GraphApiErrors() {}

    static SendResult read(int code, int httpStatus) {
        return switch (code) {
            case 130429, 4, 80007 -> later(code, Reason.PACING, SECONDS, SendResult.Holds.THROUGHPUT);
            case 131056 -> later(code, Reason.PAIR_RATE, Duration.ofSeconds(60), SendResult.Holds.MESSAGE);
            case 131057, 133004 -> later(code, Reason.NUMBER_PAUSED, MINUTES, SendResult.Holds.NUMBER);
            case 131048 -> later(code, Reason.NUMBER_PAUSED, HOURS, SendResult.Holds.NUMBER);
            case 131049 -> later(code, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), SendResult.Holds.PERSON);
            case 368, 131031, 131042, 0, 190 -> later(code, Reason.ACCOUNT_RESTRICTED, HOURS, SendResult.Holds.ACCOUNT);
            case 132015, 132016, 134101 -> later(code, Reason.TEMPLATE_PAUSED, HOURS, SendResult.Holds.TEMPLATE);
            // Meta answers 500 to sends that it may have taken all the same.
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
