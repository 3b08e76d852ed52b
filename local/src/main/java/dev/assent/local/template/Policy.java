package dev.assent.local.template;

import static dev.assent.local.template.Values.listOrOne;
import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a function's {@code Policies} permit.
 *
 * @param statements in the order of the template
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">AWS: policy
 *     evaluation logic</a>
 */
public record Policy(List<Statement> statements) {

    private static final Set<String> KEYS = Set.of("Sid", "Effect", "Action", "Resource");

    /** Copies the statements. */
    public Policy {
        statements = List.copyOf(statements);
    }

    /** One statement; actions and resources may hold {@code *} and {@code ?}. */
    public record Statement(boolean allows, List<String> actions, List<String> resources) {

        /** Copies the lists. */
        public Statement {
            actions = List.copyOf(actions);
            resources = List.copyOf(resources);
        }

        private boolean covers(String action, String resource) {
            return actions.stream()
                            .anyMatch(it -> matches(it.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT)))
                    && resources.stream().anyMatch(it -> matches(it, resource));
        }
    }

    /** Whether an action on a resource is permitted: by some statement, and refused by none. */
    public boolean permits(String action, String resourceArn) {
        return statements.stream().anyMatch(it -> it.allows() && it.covers(action, resourceArn))
                && statements.stream().noneMatch(it -> !it.allows() && it.covers(action, resourceArn));
    }

    /**
     * Reads resolved {@code Policies}.
     *
     * @throws TemplateProblem for managed policies, SAM's policy templates and statement conditions
     */
    static Policy read(List<Object> policies) {
        List<Statement> statements = new ArrayList<>();
        for (Object policy : policies) {
            if (!(policy instanceof java.util.Map<?, ?>) || !map(policy).containsKey("Statement")) {
                throw new TemplateProblem("of Policies only statements are understood, not " + policy
                        + ": write the actions and the one resource");
            }
            listOrOne(map(policy).get("Statement")).forEach(it -> statements.add(statement(map(it))));
        }
        return new Policy(statements);
    }

    private static Statement statement(java.util.Map<String, Object> statement) {
        statement.keySet().stream().filter(it -> !KEYS.contains(it)).findFirst().ifPresent(it -> {
            throw new TemplateProblem("in a policy's statement " + it + " is not understood; these are: "
                    + KEYS.stream().sorted().toList());
        });
        return new Statement(
                text(statement.get("Effect")).equals("Allow"),
                listOrOne(statement.get("Action")).stream().map(Values::text).toList(),
                listOrOne(statement.get("Resource")).stream().map(Values::text).toList());
    }

    private static boolean matches(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (char each : pattern.toCharArray()) {
            regex.append(each == '*' ? ".*" : each == '?' ? "." : Pattern.quote(String.valueOf(each)));
        }
        return text.matches(regex.toString());
    }
}
