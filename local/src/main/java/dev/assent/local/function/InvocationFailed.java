package dev.assent.local.function;

import java.nio.charset.StandardCharsets;

/** A function did not answer: it failed, ended, or took too long. */
public final class InvocationFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String why;
    private final byte[] error;

    InvocationFailed(String why) {
        this(why, new byte[0]);
    }

    InvocationFailed(String why, byte[] error) {
        super(why);
        this.why = why;
        this.error = error.clone();
    }

    /** Which function, and what happened. */
    public String why() {
        return why;
    }

    /** What the runtime reported (JSON with errorType and errorMessage); empty if the process ended or took too long. */
    public String error() {
        return new String(error, StandardCharsets.UTF_8);
    }
}
