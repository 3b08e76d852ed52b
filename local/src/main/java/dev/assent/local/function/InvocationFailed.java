package dev.assent.local.function;

/** A function did not answer: it failed, ended, or took too long. */
public final class InvocationFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvocationFailed(String message) {
        super(message);
    }
}
