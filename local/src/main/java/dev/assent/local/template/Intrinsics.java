package dev.assent.local.template;

import static dev.assent.local.template.Values.list;
import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CloudFormation's functions and conditions, worked out for this machine.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">AWS:
 *     intrinsic functions</a>
 */
final class Intrinsics {

    static final String REGION = "us-east-1";
    static final String ACCOUNT = "000000000000";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");
    private static final String NO_VALUE = "AWS::NoValue";
    private static final Map<String, String> PSEUDO = Map.of(
            "AWS::Region",
            REGION,
            "AWS::AccountId",
            ACCOUNT,
            "AWS::Partition",
            "aws",
            "AWS::URLSuffix",
            "amazonaws.com",
            "AWS::StackName",
            "assent-local",
            "AWS::StackId",
            "arn:aws:cloudformation:" + REGION + ":" + ACCOUNT + ":stack/assent-local/local");

    /** What a reference to a resource gives. */
    interface Resources {

        /** What {@code Ref} gives; throws {@link TemplateProblem} if there is no such resource. */
        String ref(String logicalId);

        /** What {@code Fn::GetAtt} gives; throws {@link TemplateProblem} if there is no such attribute. */
        String attribute(String logicalId, String attribute);
    }

    private final Map<String, Object> parameters;
    private final Map<String, Object> conditions;
    private final Resources resources;

    Intrinsics(Map<String, Object> parameters, Map<String, Object> conditions, Resources resources) {
        this.parameters = parameters;
        this.conditions = conditions;
        this.resources = resources;
    }

    /** A value without functions; list elements and entries that are {@code AWS::NoValue} are gone. */
    Object resolve(Object value) {
        if (value instanceof List<?>) {
            List<Object> resolved = new ArrayList<>();
            for (Object element : list(value)) {
                Object one = resolve(element);
                if (!isNone(one)) {
                    resolved.add(one);
                }
            }
            return resolved;
        }
        if (value instanceof Map<?, ?> && isFunction(map(value))) {
            var call = map(value).entrySet().iterator().next();
            return call(call.getKey(), call.getValue());
        }
        if (value instanceof Map<?, ?>) {
            Map<String, Object> resolved = new LinkedHashMap<>();
            map(value).forEach((key, entry) -> {
                Object one = resolve(entry);
                if (!isNone(one)) {
                    resolved.put(key, one);
                }
            });
            return resolved;
        }
        return value;
    }

    /** Whether a condition of the template holds. */
    boolean holds(String condition) {
        if (!conditions.containsKey(condition)) {
            throw new TemplateProblem("the condition " + condition + " is not declared under Conditions");
        }
        return isTrue(conditions.get(condition));
    }

    /** Whether a resolved value is {@code AWS::NoValue}: as if it were not there. */
    static boolean isNone(Object resolved) {
        return NO_VALUE.equals(resolved);
    }

    static boolean isFunction(Map<String, Object> value) {
        return value.size() == 1 && value.keySet().stream().allMatch(it -> it.equals("Ref") || it.startsWith("Fn::"));
    }

    private Object call(String function, Object argument) {
        return switch (function) {
            case "Ref" -> ref(text(argument));
            case "Fn::GetAtt" ->
                resources.attribute(
                        text(list(argument).getFirst()), text(list(argument).getLast()));
            case "Fn::Sub" ->
                argument instanceof String pattern
                        ? substitute(pattern, Map.of())
                        : substitute(
                                text(list(argument).getFirst()),
                                map(list(argument).getLast()));
            case "Fn::Join" -> {
                List<Object> parts = list(resolve(list(argument).getLast()));
                yield String.join(
                        text(list(argument).getFirst()),
                        parts.stream().map(Values::text).toList());
            }
            case "Fn::If" ->
                resolve(
                        holds(text(list(argument).getFirst()))
                                ? list(argument).get(1)
                                : list(argument).getLast());
            default -> throw new TemplateProblem("the function " + function + " is not understood");
        };
    }

    private boolean isTrue(Object condition) {
        var call = map(condition).entrySet().iterator().next();
        return switch (call.getKey()) {
            case "Fn::Equals" ->
                text(resolve(list(call.getValue()).getFirst()))
                        .equals(text(resolve(list(call.getValue()).getLast())));
            case "Fn::Not" -> !isTrue(list(call.getValue()).getFirst());
            case "Fn::And" -> list(call.getValue()).stream().allMatch(this::isTrue);
            case "Fn::Or" -> list(call.getValue()).stream().anyMatch(this::isTrue);
            case "Condition" -> holds(text(call.getValue()));
            default -> throw new TemplateProblem("the function " + call.getKey() + " is not understood in a condition");
        };
    }

    private Object ref(String name) {
        if (name.equals(NO_VALUE)) {
            return NO_VALUE;
        }
        Object parameter = parameters.get(name);
        if (parameter != null) {
            return parameter;
        }
        String pseudo = PSEUDO.get(name);
        return pseudo != null ? pseudo : resources.ref(name);
    }

    private String substitute(String pattern, Map<String, Object> own) {
        return PLACEHOLDER.matcher(pattern).replaceAll(it -> {
            String name = it.group(2);
            if (!it.group(1).isEmpty()) {
                return Matcher.quoteReplacement("${" + name + "}");
            }
            Object value;
            if (own.containsKey(name)) {
                value = resolve(own.getOrDefault(name, ""));
            } else if (name.contains(".")) {
                String[] path = name.split("\\.", 2);
                value = resources.attribute(path[0], path[1]);
            } else {
                value = ref(name);
            }
            return Matcher.quoteReplacement(text(value));
        });
    }
}
