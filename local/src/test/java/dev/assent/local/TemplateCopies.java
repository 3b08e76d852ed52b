package dev.assent.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Copies of template.yaml with one thing changed. */
final class TemplateCopies {

    private TemplateCopies() {}

    /** Without one action of one function on one resource. */
    static String without(Path root, String function, String action, String resource) throws IOException {
        String template = Files.readString(root.resolve("template.yaml"));
        int start = template.indexOf("\n  " + function + ":");
        Matcher end = Pattern.compile("\n  [A-Z]").matcher(template);
        Matcher statement = Pattern.compile("Action: *\\[([^]]*)]\\s+Resource: !GetAtt " + resource + "\\.Arn")
                .matcher(template);
        boolean found = start >= 0
                && end.find(start + 1)
                && statement.region(start, end.start()).find();
        if (!found) {
            throw new IllegalArgumentException(function + " has no statement on " + resource);
        }
        String actions = statement.group(1);
        String fewer = actions.replaceFirst("(, )?\\b" + action + "\\b", "").replaceFirst("^, ", "");
        if (fewer.equals(actions)) {
            throw new IllegalArgumentException(function + " has no " + action + " on " + resource);
        }
        return template.substring(0, statement.start(1))
                + (fewer.isEmpty() ? "sqs:NothingAtAll" : fewer)
                + template.substring(statement.end(1));
    }
}
