package dev.assent.local.template;

/** Something in template.yaml that the local stack does not understand; it does not start with half of it. */
public final class TemplateProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    TemplateProblem(String message) {
        super("template.yaml: " + message);
    }
}
