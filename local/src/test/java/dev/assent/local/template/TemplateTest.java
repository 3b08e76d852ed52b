package dev.assent.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.local.template.Template.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** template.yaml and the code can't drift apart. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TemplateTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final Pattern ROUTE = Pattern.compile("\\.on\\(\\s*\"([A-Z]+)\",\\s*\"(/[^\"]*)\"");

    private final Template template = Template.read(ROOT.resolve("template.yaml"), Map.of());

    @Test
    void it_breaks_no_rule() {
        assertThat(new TemplateRules(ROOT).broken(ROOT.resolve("template.yaml")))
                .isEmpty();
    }

    @Test
    void each_folder_under_functions_is_a_function_of_the_template() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("functions"))) {
            assertThat(template.functions().stream().map(Template.Function::name))
                    .containsExactlyInAnyOrderElementsOf(folders.filter(Files::isDirectory)
                            .map(it -> it.getFileName().toString())
                            .filter(it -> !it.equals("target"))
                            .toList());
        }
    }

    @Test
    void every_adapter_names_in_its_comment_what_its_code_calls() {
        var code = new CodeActions(ROOT);

        assertThat(code.namedByAdapters()).isEqualTo(code.calledByAdapters()).hasSizeGreaterThan(5);
    }

    @Test
    void time_can_be_moved_by_the_local_stack_only() throws IOException {
        assertThat(Files.readString(ROOT.resolve("template.yaml"))).doesNotContain("ASSENT_CLOCK");
        assertThat(Files.readString(ROOT.resolve("samconfig.toml"))).doesNotContain("ASSENT_CLOCK");
        assertThat(template.functions()).allSatisfy(function -> {
            assertThat(template.environment(function, Map.of())).doesNotContainKey("ASSENT_CLOCK");
            assertThat(function.policy().permits("lambda:UpdateFunctionConfiguration", "anything"))
                    .isFalse();
        });
        assertThat(template.functions().stream()
                        .flatMap(it -> it.events().stream())
                        .filter(it ->
                                it instanceof Event.Route route && route.path().contains("clock")))
                .isEmpty();
    }

    @Test
    void the_routes_of_the_template_are_those_of_the_code() {
        for (Template.Function function : template.functions()) {
            List<String> routes = function.events().stream()
                    .filter(Event.Route.class::isInstance)
                    .map(it -> ((Event.Route) it).method() + " " + ((Event.Route) it).path())
                    .toList();

            assertThat(routes).as(function.name()).containsExactlyInAnyOrderElementsOf(routesOf(function));
        }
    }

    @Test
    void every_route_is_in_the_api_description_and_no_other() throws IOException {
        Map<String, Map<String, Map<String, Object>>> api =
                new org.yaml.snakeyaml.Yaml().load(Files.readString(ROOT.resolve("docs/openapi.yaml")));
        Map<String, Map<String, Object>> paths = api.getOrDefault("paths", Map.of());
        List<String> described = paths.entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream()
                        .map(method -> method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
                .toList();

        assertThat(template.functions().stream()
                        .flatMap(it -> it.events().stream())
                        .filter(Event.Route.class::isInstance)
                        .map(it -> ((Event.Route) it).method() + " " + ((Event.Route) it).path()))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void only_webhooks_are_public() {
        assertThat(template.functions().stream()
                        .flatMap(it -> it.events().stream())
                        .filter(it -> it instanceof Event.Route route && route.isPublic())
                        .map(it -> ((Event.Route) it).path()))
                .containsOnly("/webhooks/meta");
    }

    @Test
    void lists_and_overrides_are_resolved() {
        Template overridden =
                Template.read(ROOT.resolve("template.yaml"), Map.of("SendRate", "5", "PhoneNumberIds", "1,2"));

        assertThat(overridden.parameter("SendRate")).isEqualTo("5");
        assertThat(overridden.parameter("PhoneNumberIds")).isEqualTo("1,2");
    }

    @Test
    void what_is_not_understood_stops_the_start_and_is_named(@TempDir Path folder) throws IOException {
        String good = Files.readString(ROOT.resolve("template.yaml"));

        assertProblem(folder, good.replace("Type: AWS::Serverless::HttpApi", "Type: AWS::Lambda::Url"), "HttpApi");
        assertProblem(folder, good.replace("!Ref IdentityKey", "!ImportValue IdentityKey"), "!ImportValue");
        assertProblem(folder, good.replace("rate(1 minute)", "cron(0 9 * * *)"), "Tick");
        assertThatThrownBy(() -> Template.read(ROOT.resolve("template.yaml"), Map.of("SendRat", "5")))
                .isInstanceOf(TemplateProblem.class)
                .hasMessageContaining("SendRat");
        assertThatThrownBy(() -> Template.read(ROOT.resolve("template.yaml"), Map.of("SendRate", "fast")))
                .isInstanceOf(TemplateProblem.class)
                .hasMessageContaining("SendRate");
        assertThatThrownBy(() -> Template.read(ROOT.resolve("template.yaml"), Map.of("SendMode", "MAYBE")))
                .isInstanceOf(TemplateProblem.class)
                .hasMessageContaining("SendMode");
    }

    private static void assertProblem(Path folder, String yaml, String named) throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), yaml);
        assertThatThrownBy(() -> Template.read(file, Map.of()))
                .isInstanceOf(TemplateProblem.class)
                .hasMessageContaining(named);
    }

    private static List<String> routesOf(Template.Function function) {
        try (Stream<Path> sources = Files.walk(ROOT.resolve("functions/" + function.name() + "/src/main/java"))) {
            return sources.filter(it -> it.toString().endsWith(".java"))
                    .flatMap(it -> ROUTE.matcher(read(it)).results())
                    .map(it -> it.group(1) + " " + it.group(2))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
