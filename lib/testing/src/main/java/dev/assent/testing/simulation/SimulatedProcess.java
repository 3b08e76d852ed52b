package dev.assent.testing.simulation;

import dev.assent.core.send.Pace;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A process with a clock of its own, that may be killed: from then on nothing it does has any effect. */
final class SimulatedProcess implements Pace {

    private final VirtualTime time;
    private final Duration skew;
    private final Random dice;
    private final double lostAnswers;
    private boolean dead;

    SimulatedProcess(VirtualTime time, Duration skew, Random dice, double lostAnswers) {
        this.time = time;
        this.skew = skew;
        this.dice = dice;
        this.lostAnswers = lostAnswers;
    }

    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    private void live() {
        if (dead) {
            throw new VirtualTime.Killed();
        }
    }

    @Override
    public Instant now() {
        return time.now().plus(skew);
    }

    @Override
    public void until(Instant moment) {
        live();
        time.until(moment.minus(skew));
        live();
    }

    @Override
    public Work begin(Task task) {
        live();
        VirtualTime.Signal over = time.new Signal();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        boolean[] done = {false};
        time.start(() -> {
            try {
                live();
                task.run();
            } catch (RuntimeException | InterruptedException e) {
                failure.set(e);
            } finally {
                done[0] = true;
                over.all();
            }
        });
        return () -> {
            if (!done[0]) {
                over.await();
            }
            live();
            if (failure.get() instanceof RuntimeException e) {
                throw e;
            }
        };
    }

    void pause(Duration duration) {
        live();
        time.sleep(duration);
        live();
    }

    /** A store as this process sees it: far away, and now and then an answer is lost although the work was done. */
    <T> T reach(Class<T> port, Object store) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            Duration half = Latency.STORE.draw(dice).dividedBy(2);
            pause(half);
            Object answer;
            try {
                answer = method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            pause(half);
            if (lostAnswers > 0 && dice.nextDouble() < lostAnswers) {
                throw new IllegalStateException("The store's answer was lost");
            }
            return answer;
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }
}
