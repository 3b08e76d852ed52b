package dev.assent.local.function;

import dev.assent.local.Log;
import dev.assent.local.aws.Consumption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A function: as many processes as there are events at once, up to a bound; the rest wait. */
public final class LocalFunction implements AutoCloseable {

    private static final Duration IDLE_LIFE = Duration.ofMinutes(5);

    private final Definition definition;
    private final Path workFolder;
    private final RuntimeClient runtimeClient;
    private final Log log;
    private final Consumption consumption;
    private final Semaphore places;
    private final List<FunctionProcess> processes = new ArrayList<>();
    private final List<FunctionProcess> idle = new ArrayList<>();
    private final List<FunctionProcess> busyWithOldCode = new ArrayList<>();
    private final AtomicLong invocations = new AtomicLong();
    private FunctionCode code;
    private boolean closed;

    /** What is needed to run a function. */
    public record Definition(
            String name,
            Path zip,
            String handler,
            int memorySize,
            Duration timeout,
            int atOnce,
            Map<String, String> environment) {}

    /** Unpacks a function; its first process starts with its first event. */
    public LocalFunction(
            Definition definition, Path workFolder, RuntimeClient runtimeClient, Consumption consumption, Log log) {
        this.definition = definition;
        this.workFolder = workFolder;
        this.runtimeClient = runtimeClient;
        this.log = log;
        this.consumption = consumption;
        this.code = FunctionCode.unpack(definition, workFolder, runtimeClient, log);
        this.places = new Semaphore(definition.atOnce());
    }

    /** Its name: the folder under functions/. */
    public String name() {
        return definition.name();
    }

    /**
     * Runs one event.
     *
     * @throws InvocationFailed if the function fails, ends, or takes too long
     */
    public byte[] invoke(byte[] event) {
        places.acquireUninterruptibly();
        try {
            FunctionProcess process = idleOrNew();
            invocations.incrementAndGet();
            long begun = System.nanoTime();
            try {
                return process.invoke(event);
            } finally {
                consumption.ran(name(), Duration.ofNanos(System.nanoTime() - begun), definition.memorySize());
                giveBack(process);
            }
        } finally {
            places.release();
        }
    }

    private synchronized FunctionProcess idleOrNew() {
        if (closed) {
            throw new InvocationFailed(name() + " is shut down");
        }
        while (!idle.isEmpty()) {
            FunctionProcess process = idle.removeLast();
            if (process.isAlive()) {
                return process;
            }
            processes.remove(process);
        }
        FunctionProcess started = FunctionProcess.start(definition.name(), code, definition.timeout());
        processes.add(started);
        return started;
    }

    private synchronized void giveBack(FunctionProcess process) {
        if (busyWithOldCode.remove(process) || closed || !process.isAlive()) {
            processes.remove(process);
            process.kill();
        } else {
            idle.add(process);
        }
    }

    /** Takes up the zip as it is now: the next event runs it; events under way end in the code they began in. */
    public synchronized boolean reload() {
        FunctionCode fresh = FunctionCode.unpack(definition, workFolder, runtimeClient, log);
        if (closed || fresh.sha256().equals(code.sha256())) {
            return false;
        }
        code = fresh;
        idle.forEach(FunctionProcess::kill);
        processes.removeAll(idle);
        idle.clear();
        busyWithOldCode.clear();
        busyWithOldCode.addAll(processes);
        return true;
    }

    /** Ends processes that had nothing to do for five minutes. */
    public synchronized void endIdle() {
        List<FunctionProcess> old = idle.stream()
                .filter(it -> it.idleFor().compareTo(IDLE_LIFE) > 0)
                .toList();
        idle.removeAll(old);
        processes.removeAll(old);
        old.forEach(FunctionProcess::kill);
    }

    /** The zip it is made of. */
    public Path zip() {
        return definition.zip();
    }

    /** The process ids of what runs. */
    public synchronized List<Long> pids() {
        return processes.stream().map(FunctionProcess::pid).toList();
    }

    /** One entry per process, or one without a pid if none runs. */
    public synchronized List<Map<String, Object>> describe() {
        List<Map<String, Object>> described = new ArrayList<>();
        for (FunctionProcess process : processes) {
            described.add(entry(process.pid(), process.isBusy() ? "BUSY" : "IDLE"));
        }
        if (described.isEmpty()) {
            described.add(entry(-1, "COLD"));
        }
        return described;
    }

    private Map<String, Object> entry(long pid, String state) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("function", name());
        entry.put("pid", pid < 0 ? null : pid);
        entry.put("state", state);
        entry.put("invocations", invocations.get());
        entry.put("zipSha256", code.sha256());
        return entry;
    }

    @Override
    public synchronized void close() {
        closed = true;
        processes.forEach(FunctionProcess::kill);
        processes.clear();
        idle.clear();
    }
}
