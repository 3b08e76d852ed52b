package dev.assent.local.template;

import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The template's parameters: texts, or lists of them. */
final class Parameters {

    private Parameters() {}

    /**
     * Reads declarations.
     *
     * @throws TemplateProblem for a value that is not permitted, and for one of an undeclared parameter
     */
    static Map<String, Object> read(Map<String, Object> declared, Map<String, String> overrides) {
        Map<String, Object> parameters = new HashMap<>();
        declared.forEach((name, declaration) -> {
            Map<String, Object> parameter = map(declaration);
            String value = overrides.getOrDefault(name, text(parameter.getOrDefault("Default", "")));
            Object allowed = parameter.get("AllowedValues");
            if (allowed instanceof List<?> list
                    && !list.stream().map(Values::text).toList().contains(value)) {
                throw new TemplateProblem("the parameter " + name + " is one of " + list);
            }
            if ("Number".equals(parameter.get("Type")) && !value.matches("-?[0-9]+([.][0-9]+)?")) {
                throw new TemplateProblem("the parameter " + name + " is a number");
            }
            boolean isList = "CommaDelimitedList".equals(parameter.get("Type"));
            parameters.put(name, isList ? List.of(value.split(",")) : value);
        });
        overrides.keySet().stream()
                .filter(name -> !declared.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new TemplateProblem("there is no parameter " + name + "; there are "
                            + declared.keySet().stream().sorted().toList());
                });
        return parameters;
    }
}
