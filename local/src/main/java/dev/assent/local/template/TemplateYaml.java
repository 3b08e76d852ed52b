package dev.assent.local.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The template as maps and lists, with its intrinsic functions in their long form: {@code !Ref x} is {Ref: x}. */
final class TemplateYaml {

    private static final Set<String> FUNCTIONS = Set.of("Ref", "GetAtt", "Sub", "Join", "If", "Equals", "Not");

    private TemplateYaml() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> read(Path file) {
        try {
            return (Map<String, Object>) new Yaml(new Intrinsics()).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
                            + node.getTag().getValue() + " is not understood; these are: " + FUNCTIONS);
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
                return Map.of(name.equals("Ref") ? "Ref" : "Fn::" + name, argument);
            }
        }
    }
}
