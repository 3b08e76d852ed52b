package dev.assent.testing.simulation;

import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Function;

/** The road to the platform and back: requests and answers take their time, and each may be lost. */
final class SimulatedProvider {

    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

    /** How much of the answer's time the request takes to reach the platform. */
    private static final double OUTBOUND_SHARE = 0.15;

    private final VirtualTime time;
    private final Random dice;
    private final SendWorld.Faults faults;
    private final ModelPlatform platform;
    private final Function<PersonState, String> human;
    private final Webhook webhook;

    /** Where statuses go. */
    interface Webhook {
        void heard(OutboundMessage message, MessageState state, String wamid, Instant at);
    }

    SimulatedProvider(
            VirtualTime time,
            Random dice,
            SendWorld.Faults faults,
            ModelPlatform platform,
            Function<PersonState, String> human,
            Webhook webhook) {
        this.time = time;
        this.dice = dice;
        this.faults = faults;
        this.platform = platform;
        this.human = human;
        this.webhook = webhook;
    }

    private boolean strikes(double share) {
        return share > 0 && dice.nextDouble() < share;
    }

    // The request leaves, arrives, is answered; each of it may be the last thing that happens.
    SendResult call(SimulatedProcess process, OutboundMessage message, PersonState person) {
        Duration answer = Latency.PROVIDER.draw(dice);
        Duration outbound = strikes(faults.slowArrival())
                ? Duration.ofMillis(dice.nextInt(9_000))
                : Duration.ofNanos((long) (answer.toNanos() * OUTBOUND_SHARE));
        Instant leftAt = time.now();
        SendResult[] result = {new SendResult.Unclear("timeout")};
        boolean[] arrived = {false};
        time.start(() -> {
            time.sleep(outbound);
            result[0] = arrive(message, person, leftAt);
            arrived[0] = true;
        });
        Duration wait = outbound.plus(answer);
        boolean late = wait.compareTo(HTTP_TIMEOUT) > 0;
        process.pause(late ? HTTP_TIMEOUT : wait);
        if (late || !arrived[0] || result[0] instanceof SendResult.Unclear) {
            return new SendResult.Unclear("timeout");
        }
        return result[0];
    }

    private SendResult arrive(OutboundMessage message, PersonState person, Instant leftAt) {
        if (strikes(faults.refused())) {
            return strikes(0.5)
                    ? new SendResult.Refused(131026)
                    : new SendResult.TryLater(
                            131056, Reason.PAIR_RATE, Duration.ofSeconds(60), SendResult.Holds.MESSAGE);
        }
        boolean failsLater = strikes(faults.failsLater());
        String wamid = "wamid." + message.callbackData();
        if (failsLater) {
            status(message, MessageState.FAILED, wamid);
        } else {
            platform.accept(message, human.apply(person), leftAt, time.now());
            if (!strikes(faults.lostStatus())) {
                status(message, MessageState.SENT, wamid);
                status(message, MessageState.DELIVERED, wamid);
            }
        }
        return strikes(faults.lostAnswer()) || strikes(faults.serverError())
                ? new SendResult.Unclear("lost")
                : new SendResult.Accepted(wamid);
    }

    private void status(OutboundMessage message, MessageState state, String wamid) {
        Duration delay = Latency.WEBHOOK.draw(dice);
        Instant at = time.now();
        time.start(() -> {
            time.sleep(delay);
            webhook.heard(message, state, wamid, at);
        });
    }
}
