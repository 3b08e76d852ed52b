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
            case 130429 -> new SendResult.TryLater(code, Reason.PACING, SECONDS, true);
            case 4, 80007 -> new SendResult.TryLater(code, Reason.PACING, SECONDS, true);
            case 131056 -> new SendResult.TryLater(code, Reason.PAIR_RATE, Duration.ofSeconds(60), false);
            case 131057, 133004 -> new SendResult.TryLater(code, Reason.NUMBER_PAUSED, MINUTES, true);
            case 131048 -> new SendResult.TryLater(code, Reason.NUMBER_PAUSED, HOURS, true);
            case 131049 -> new SendResult.TryLater(code, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), false);
            case 368, 131031, 131042, 0, 190 -> new SendResult.TryLater(code, Reason.ACCOUNT_RESTRICTED, HOURS, true);
            case 132015 -> new SendResult.TryLater(code, Reason.TEMPLATE_PAUSED, HOURS, false);
            // Meta answers 500 to sends that it may have taken all the same.
            default ->
                httpStatus >= 500
                        ? new SendResult.Unclear("HTTP " + httpStatus + ", code " + code)
                        : new SendResult.Refused(code);
        };
    }
}
