package dev.assent.local.function;

/** A function did not answer: it failed, ended, or took too long. */
public final class InvocationFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String why;

    InvocationFailed(String why) {
        super(why);
        this.why = why;
    }

    /** Which function, and what happened. */
    public String why() {
        return why;
    }
}
