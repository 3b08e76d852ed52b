package dev.assent.local.template;

import java.util.List;

/** Policies for tests. */
public final class Policies {

    private Policies() {}

    /** Allows one action on one resource, both of which may be patterns. */
    public static Policy allowing(String action, String resource) {
        return new Policy(List.of(new Policy.Statement(true, List.of(action), List.of(resource))));
    }
}
