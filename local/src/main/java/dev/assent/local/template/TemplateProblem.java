package dev.assent.local.template;

/** Something in template.yaml that the local stack does not understand; it does not start with half of it. */
public final class TemplateProblem extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final String FILE = "template.yaml: ";

    private final String what;

    TemplateProblem(String what) {
        super(FILE + what);
        this.what = what;
    }

    /** The same problem with the place where it is, unless it says so already. */
    TemplateProblem at(int line, String place) {
        return what.startsWith("line ") ? this : new TemplateProblem("line " + line + ": " + place + ": " + what);
    }
}
