package dev.assent.aws;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Repeats what DynamoDB left out of a batch, with growing pauses.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">AWS: unprocessed
 *     keys</a>
 */
final class BatchRounds {

    private static final int MOST = 7;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private BatchRounds() {}

    /**
     * Calls until nothing is left.
     *
     * @param call works on a request and returns what was left out of it
     * @throws IllegalStateException if DynamoDB goes on leaving something out; what was worked on stays so
     */
    static <T> void work(Map<String, T> request, UnaryOperator<Map<String, T>> call) {
        Map<String, T> left = request;
        for (int round = 0; !left.isEmpty(); round++) {
            if (round == MOST) {
                throw new IllegalStateException("DynamoDB left items of a batch out " + MOST + " times");
            }
            if (round > 0) {
                LockSupport.parkNanos(FIRST_PAUSE.toNanos() << round);
            }
            left = call.apply(left);
        }
    }
}
