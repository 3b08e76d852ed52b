package dev.assent.local;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a stack is started.
 *
 * @param root the project's folder
 * @param template the template to run; its zips are found below the root
 * @param port of the HTTP API; the simulated BSP listens ten ports higher
 * @param token what private routes want
 * @param parameters values that replace the template's defaults
 * @param httpConcurrency processes per function for HTTP requests
 * @param enforceIam whether functions may do only what their policies permit
 * @param data where tables, queues, events, buckets and the BSP's books outlive the process; null for nowhere
 * @param clock what time it is at the start; null for this machine's
 * @param bsp the simulated BSP; null for none
 * @param queueFaults how queues misbehave
 */
public record StackOptions(
        Path root,
        Path template,
        int port,
        String token,
        Map<String, String> parameters,
        int httpConcurrency,
        boolean enforceIam,
        @Nullable Path data,
        @Nullable Instant clock,
        @Nullable BspOptions bsp,
        QueueFaults queueFaults) {

    /** Copies the parameters. */
    public StackOptions {
        parameters = Map.copyOf(parameters);
    }

    /**
     * How the simulated BSP behaves.
     *
     * @param faults what it does wrong, as {@code --bsp-faults} says it
     * @param limits other limits than SendRate and MessagingLimit, as {@code --bsp-limits} says it
     * @param batch statuses per webhook, at most
     */
    public record BspOptions(String faults, String limits, int batch) {

        /** Meta's own bound of updates per webhook. */
        public static final int LARGEST_BATCH = 1_000;

        /** Without faults. */
        public static final BspOptions FAULTLESS = new BspOptions("", "", LARGEST_BATCH);

        /** The same with these faults. */
        public BspOptions withFaults(String spec) {
            return new BspOptions(spec, limits, batch);
        }
    }

    /** The project's template with the simulated BSP and policies enforced; two processes per HTTP function. */
    public static StackOptions of(Path root, int port, String token, Map<String, String> parameters) {
        return new StackOptions(
                root,
                root.resolve("template.yaml"),
                port,
                token,
                parameters,
                2,
                true,
                null,
                null,
                BspOptions.FAULTLESS,
                QueueFaults.NONE);
    }

    /** The same with these faults of the simulated BSP. */
    public StackOptions withBspFaults(String faults) {
        return with(BspOptions.FAULTLESS.withFaults(faults));
    }

    /** The same with this simulated BSP, or with none. */
    public StackOptions with(@Nullable BspOptions other) {
        return new StackOptions(
                root, template, port, token, parameters, httpConcurrency, enforceIam, data, clock, other, queueFaults);
    }

    /** The same with this template. */
    public StackOptions withTemplate(Path other) {
        return new StackOptions(
                root, other, port, token, parameters, httpConcurrency, enforceIam, data, clock, bsp, queueFaults);
    }

    /** The same with a folder for what it holds. */
    public StackOptions withData(Path folder) {
        return new StackOptions(
                root, template, port, token, parameters, httpConcurrency, enforceIam, folder, clock, bsp, queueFaults);
    }

    /** The same without the detour that enforces policies, for measurements. */
    public StackOptions withoutIam() {
        return new StackOptions(
                root, template, port, token, parameters, httpConcurrency, false, data, clock, bsp, queueFaults);
    }

    /** The same with queues that misbehave. */
    public StackOptions with(QueueFaults faults) {
        return new StackOptions(
                root, template, port, token, parameters, httpConcurrency, enforceIam, data, clock, bsp, faults);
    }
}
