package dev.assent.testing.simulation;

import dev.assent.core.contact.PersonId;
import dev.assent.core.control.Controls;
import dev.assent.core.control.WebhookFlow;
import dev.assent.core.counter.Counter;
import dev.assent.core.counter.CounterStore;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.AbandonedPlaces;
import dev.assent.core.send.DeadLetters;
import dev.assent.core.send.DueItems;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Later;
import dev.assent.core.send.SendQueues;
import dev.assent.core.send.SendWorker;
import dev.assent.core.send.StatusNews;
import dev.assent.core.send.Tools;
import dev.assent.core.send.WaitingRoom;
import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.Throttle;
import dev.assent.testing.Fixtures;
import dev.assent.testing.fake.InMemoryCounterStore;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Send workers with everything around them: queues, stores, the tick, webhooks, and the platform that judges. */
final class SendWorld {

    private static final Duration FUNCTION_TIME = Duration.ofSeconds(4);

    private final Setup setup;
    private final Random dice;
    private final VirtualTime time;
    private final SimulatedQueue queue;
    private final ModelPlatform platform;
    private final SimulatedProvider provider;
    private final JudgedPeople people;
    private final InMemoryMessages messages = new InMemoryMessages();
    private final InMemoryDueItems dueItems = new InMemoryDueItems();
    private final InMemoryCounterStore<Throttle> throttles = new InMemoryCounterStore<>();
    private final InMemoryCounterStore<MessagingLimit> limits = new InMemoryCounterStore<>();
    private final InMemoryCounterStore<Conversations> conversations = new InMemoryCounterStore<>();
    private final InMemoryCounterStore<Controls> controls = new InMemoryCounterStore<>();
    private final InMemoryCounterStore<WebhookFlow> webhooks = new InMemoryCounterStore<>();
    private final Map<MessageId, Instant> queuedAt = new HashMap<>();
    private final Map<MessageId, OutboundMessage> everQueued = new HashMap<>();
    private final Set<MessageId> poison = new java.util.HashSet<>();
    private Function<PersonState, String> humans = person -> person.id().value();

    /**
     * How a world is.
     *
     * @param bulkWorkers how many invocations at once
     * @param batch most messages per invocation
     * @param skew clocks differ from the true time by up to this
     * @param idlePoll how often an idle worker looks into its queue
     * @param faults what goes wrong, and how often
     */
    record Setup(
            long seed,
            SendRate rate,
            long limit,
            int bulkWorkers,
            int highWorkers,
            int batch,
            Duration skew,
            Duration idlePoll,
            Faults faults) {}

    /**
     * Shares of requests, answers and invocations.
     *
     * @param crash invocations whose process dies
     * @param lostAnswer accepted requests whose answer never comes
     * @param serverError accepted requests answered with an error
     * @param refused requests that the platform refuses for good
     * @param failsLater accepted messages that fail in the end
     * @param lostStoreAnswer requests to a store whose answer is lost
     * @param repeatedDelivery queue messages that are delivered twice
     * @param slowArrival requests that arrive up to nine seconds late
     * @param lostStatus accepted messages about which no webhook ever comes
     */
    record Faults(
            double crash,
            double lostAnswer,
            double serverError,
            double refused,
            double failsLater,
            double lostStoreAnswer,
            double repeatedDelivery,
            double slowArrival,
            double lostStatus) {}

    SendWorld(Setup setup, Instant start) {
        this.setup = setup;
        this.dice = new Random(setup.seed());
        this.time = new VirtualTime(start);
        this.queue = new SimulatedQueue(
                time,
                _ -> setup.faults().repeatedDelivery() > 0
                        && strikes(setup.faults().repeatedDelivery()));
        this.platform = new ModelPlatform(setup.limit());
        this.provider = new SimulatedProvider(
                time, dice, setup.faults(), platform, person -> humans.apply(person), this::heard);
        this.people = new JudgedPeople(new InMemoryPeople(), this::claimed);
    }

    private void claimed(MessageId id, PersonId person) {
        OutboundMessage message = everQueued.get(id);
        if (message != null) {
            platform.claimed(message, person, time.now());
        }
    }

    VirtualTime time() {
        return time;
    }

    ModelPlatform platform() {
        return platform;
    }

    SimulatedQueue queue() {
        return queue;
    }

    People people() {
        return people;
    }

    InMemoryMessages messages() {
        return messages;
    }

    Random dice() {
        return dice;
    }

    /** Makes a message one at which every worker fails before it is marked. */
    void poison(MessageId message) {
        poison.add(message);
    }

    private Messages poisoned() {
        java.lang.reflect.InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.isDefault()) {
                return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            if (arguments[0] instanceof OutboundMessage message
                    && method.getName().equals("startSending")
                    && poison.contains(message.id())) {
                throw new IllegalStateException("poison");
            }
            return method.invoke(messages, arguments);
        };
        return (Messages) java.lang.reflect.Proxy.newProxyInstance(
                Messages.class.getClassLoader(), new Class<?>[] {Messages.class}, handler);
    }

    /** Tells which human is behind a person on record: two may be one. */
    void knowHumans(Function<PersonState, String> behind) {
        humans = behind;
    }

    boolean strikes(double share) {
        return share > 0 && dice.nextDouble() < share;
    }

    /** Puts messages into their queue. */
    void enqueue(List<OutboundMessage> batch) {
        batch.forEach(it -> {
            queuedAt.putIfAbsent(it.id(), time.now());
            everQueued.put(it.id(), it);
        });
        queue.enqueue(batch, Duration.ZERO);
    }

    Instant queuedAt(MessageId id) {
        return queuedAt.getOrDefault(id, Instant.EPOCH);
    }

    /** Starts workers and the tick. */
    void start() {
        for (int i = 0; i < setup.bulkWorkers(); i++) {
            time.start(() -> poll(OutboundMessage.Priority.BULK, setup.batch()));
        }
        for (int i = 0; i < setup.highWorkers(); i++) {
            time.start(() -> poll(OutboundMessage.Priority.HIGH, 10));
        }
        time.start(this::tick);
    }

    private void poll(OutboundMessage.Priority priority, int most) {
        SimulatedProcess process = newProcess();
        SendWorker worker = new SendWorker(tools(process));
        while (true) {
            time.sleep(Latency.GAP.draw(dice));
            List<SimulatedQueue.Letter> batch = queue.receive(priority, most);
            if (batch.isEmpty()) {
                time.sleep(setup.idlePoll());
                continue;
            }
            if (strikes(setup.faults().crash())) {
                SimulatedProcess doomed = process;
                Duration after = Duration.ofMillis(dice.nextInt(2_000));
                time.start(() -> {
                    time.sleep(after);
                    doomed.kill();
                });
            }
            invoke(process, worker, batch);
            if (process.isDead()) {
                time.sleep(Duration.ofSeconds(1));
                process = newProcess();
                worker = new SendWorker(tools(process));
            }
        }
    }

    private void invoke(SimulatedProcess process, SendWorker worker, List<SimulatedQueue.Letter> batch) {
        try {
            Set<MessageId> broken = worker.send(
                    batch.stream().map(SimulatedQueue.Letter::message).toList(),
                    process.now().plus(FUNCTION_TIME));
            process.pause(Duration.ZERO);
            batch.stream().filter(it -> !broken.contains(it.message().id())).forEach(queue::delete);
        } catch (VirtualTime.Killed | IllegalStateException _) {
            // The whole batch comes back.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private SimulatedProcess newProcess() {
        Duration skew = setup.skew().multipliedBy(dice.nextInt(5) - 2L).dividedBy(2);
        return new SimulatedProcess(time, skew, dice, setup.faults().lostStoreAnswer());
    }

    private Tools tools(SimulatedProcess process) {
        People reachedPeople = process.reach(People.class, people);
        Messages reachedMessages = process.reach(Messages.class, poisoned());
        return new Tools(
                new Gate(reachedPeople, reachedMessages, Fixtures.rules()),
                reachedMessages,
                (message, person) -> () -> provider.call(process, message, person),
                new Later(process.reach(SendQueues.class, queue), process.reach(DueItems.class, dueItems)),
                counters(process),
                Fixtures.plan(setup.rate()),
                process,
                new Random(dice.nextLong()));
    }

    @SuppressWarnings("unchecked") // A proxy knows no type arguments.
    private Tools.Counters counters(SimulatedProcess process) {
        return new Tools.Counters(
                new Counter<Throttle>(process.reach(CounterStore.class, throttles), Throttle.UNUSED),
                new Counter<MessagingLimit>(
                        process.reach(CounterStore.class, limits), MessagingLimit.of(setup.limit())),
                new Counter<Conversations>(process.reach(CounterStore.class, conversations), Conversations.NONE),
                new Counter<Controls>(process.reach(CounterStore.class, controls), Controls.FREE),
                new Counter<WebhookFlow>(process.reach(CounterStore.class, webhooks), WebhookFlow.NONE));
    }

    private void heard(OutboundMessage message, MessageState state, String wamid, Instant at) {
        SimulatedProcess process = new SimulatedProcess(time, Duration.ZERO, dice, 0);
        Tools.Counters counters = counters(process);
        var news = new StatusNews(process.reach(People.class, people), counters.limit(), Fixtures.PORTFOLIO);
        process.reach(Messages.class, messages)
                .reported(message.id(), state, wamid, state == MessageState.FAILED ? 131026 : null)
                .ifPresent(it -> news.heard(it, state, at, process.now()));
        counters.webhooks().change(message.from(), process.now(), flow -> {
            WebhookFlow later = flow.at(at);
            return new Counter.Step<>(later, later);
        });
    }

    /** The provider changes the limit, and says so a little later. */
    void changeLimit(long newLimit, Duration webhookDelay) {
        Instant at = time.now();
        platform.limitIs(newLimit, at);
        time.start(() -> {
            time.sleep(webhookDelay);
            SimulatedProcess process = new SimulatedProcess(time, Duration.ZERO, dice, 0);
            counters(process)
                    .limit()
                    .change(
                            Fixtures.PORTFOLIO,
                            process.now(),
                            limit -> new Counter.Step<>(limit.changed(newLimit, at), newLimit));
        });
    }

    private void tick() {
        while (true) {
            time.sleep(Duration.ofMinutes(1));
            SimulatedProcess process = new SimulatedProcess(time, Duration.ZERO, dice, 0);
            Tools tools = tools(process);
            var abandoned = new AbandonedPlaces(
                    tools.counters().limit(), process.reach(People.class, people), Fixtures.PORTFOLIO);
            var room = new WaitingRoom(
                    process.reach(DueItems.class, dueItems),
                    process.reach(SendQueues.class, queue),
                    tools.counters(),
                    abandoned,
                    Fixtures.PORTFOLIO,
                    process::now);
            room.handOnDue();
            room.handOnAfterRelease();
            room.handOnWithinLimit();
            queue.receiveDead().forEach(it -> settle(it, tools));
            platform.sample(time.now());
        }
    }

    private void settle(SimulatedQueue.Letter dead, Tools tools) {
        try {
            Instant lastStart = tools.pace().now().plusSeconds(4);
            if (new DeadLetters(tools).settle(dead.message(), dead.receives(), lastStart)) {
                queue.bury(dead);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Notes every message that has neither an outcome nor anything that will still bring it one. */
    void checkThatNothingIsLost() {
        Set<MessageId> waiting = queue.open().stream().map(OutboundMessage::id).collect(Collectors.toSet());
        Instant never = time.now().plus(Duration.ofDays(1_000));
        dueItems.due(never, Integer.MAX_VALUE)
                .forEach(it -> waiting.add(it.message().id()));
        for (DueItems.Room room : DueItems.Room.values()) {
            dueItems.waiting(room, never, Integer.MAX_VALUE)
                    .forEach(it -> waiting.add(it.message().id()));
        }
        everQueued.keySet().stream()
                .filter(it -> !waiting.contains(it))
                .filter(it ->
                        messages.find(it).filter(record -> record.isTaken()).isEmpty())
                .forEach(it -> platform.violated("a message was lost"));
    }

    PersonState person(PersonId id) {
        return people.find(id).orElseThrow();
    }
}
