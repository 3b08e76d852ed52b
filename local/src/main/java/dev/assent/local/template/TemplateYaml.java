package dev.assent.local.template;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The template as maps and lists, with its intrinsic functions in their long form: {@code !Ref x} is {Ref: x}.
 *
 * @param document the whole template
 * @param lines the line of each key, by its path joined with slashes
 */
record TemplateYaml(Map<String, Object> document, Map<String, Integer> lines) {

    private static final Set<String> FUNCTIONS =
            Set.of("Ref", "GetAtt", "Sub", "Join", "If", "Equals", "Not", "And", "Or", "Condition");

    static TemplateYaml read(Path file) {
        try {
            String yaml = Files.readString(file);
            Map<String, Integer> lines = new HashMap<>();
            note("", new Yaml(new Intrinsics()).compose(new StringReader(yaml)), lines);
            Map<String, Object> document = new Yaml(new Intrinsics()).load(yaml);
            return new TemplateYaml(document, lines);
        } catch (MarkedYAMLException e) {
            throw new TemplateProblem("line " + (e.getProblemMark().getLine() + 1) + ": " + e.getProblem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line of the key at this path, or of the nearest key above it. */
    int line(String... path) {
        for (int length = path.length; length > 0; length--) {
            Integer line = lines.get("/" + String.join("/", List.of(path).subList(0, length)));
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    private static void note(String path, Node node, Map<String, Integer> lines) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    String child = path + "/" + key.getValue();
                    if (lines.put(child, key.getStartMark().getLine() + 1) != null) {
                        throw new TemplateProblem("line " + (key.getStartMark().getLine() + 1) + ": the key "
                                + key.getValue() + " is there twice");
                    }
                    note(child, tuple.getValueNode(), lines);
                }
            }
        }
    }

    private static final class Intrinsics extends SafeConstructor {

        Intrinsics() {
            super(new LoaderOptions());
            FUNCTIONS.forEach(name -> yamlConstructors.put(new Tag("!" + name), new ToLongForm(name)));
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    throw new TemplateProblem("line " + (node.getStartMark().getLine() + 1) + ": the function "
                            + node.getTag().getValue() + " is not understood; these are: "
                            + FUNCTIONS.stream().sorted().toList());
                }
            });
        }

        private final class ToLongForm extends AbstractConstruct {

            private final String name;

            ToLongForm(String name) {
                this.name = name;
            }

            @Override
            public Object construct(Node node) {
                Object argument =
                        switch (node) {
                            case ScalarNode scalar -> scalar.getValue();
                            case SequenceNode sequence -> constructSequence(sequence);
                            case MappingNode mapping -> constructMapping(mapping);
                            default ->
                                throw new TemplateProblem(
                                        "line " + node.getStartMark().getLine());
                        };
                if (name.equals("GetAtt") && argument instanceof String text) {
                    argument = List.of(text.split("\\.", 2));
                }
                boolean isShort = name.equals("Ref") || name.equals("Condition");
                return Map.of(isShort ? name : "Fn::" + name, argument);
            }
        }
    }
}
