package dev.assent.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * How a stack is started.
 *
 * @param root the project's folder
 * @param port of the HTTP API; the simulated BSP listens ten ports higher
 * @param token what private routes want
 * @param parameters values that replace the template's defaults
 * @param withBsp whether the simulated BSP runs
 * @param bspFaults what it does wrong
 * @param httpConcurrency processes per function for HTTP requests
 */
public record StackOptions(
        Path root,
        int port,
        String token,
        Map<String, String> parameters,
        boolean withBsp,
        String bspFaults,
        int httpConcurrency) {

    /** Copies the parameters. */
    public StackOptions {
        parameters = Map.copyOf(parameters);
    }
}
