package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./assent bench policies}: every action on a table or queue that the main job uses is removed from its function's
 * policy, one after the other; each time the main job fails and names it.
 */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class PoliciesBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    @Test
    void every_action_that_the_main_job_uses_is_missed_and_named(@TempDir Path folder) throws IOException {
        List<String> used = new ArrayList<>();
        try (Stack stack = start(ROOT.resolve("template.yaml"))) {
            EndToEnd.run(Site.of(stack));
            stack.permissions().used().stream()
                    .filter(it -> !it.action().startsWith("secretsmanager:"))
                    .forEach(it -> used.add(it.function() + " " + it.action() + " " + it.resource()));
        }
        for (String each : used) {
            String[] entry = each.split(" ");
            Path copy = folder.resolve("template.yaml");
            Files.writeString(copy, TemplateCopies.without(ROOT, entry[0], entry[1], entry[2]));
            try (Stack stack = start(copy)) {
                assertThatThrownBy(() -> EndToEnd.run(Site.of(stack)))
                        .as(each)
                        .hasMessage(entry[0] + " may not " + entry[1] + " on " + entry[2]);
            }
            System.out.println("missed and named: " + each);
        }
        long granted = Template.read(ROOT.resolve("template.yaml"), Map.of()).functions().stream()
                .flatMap(it -> it.policy().statements().stream())
                .mapToLong(it -> it.actions().size())
                .sum();
        new BenchReport("policies")
                .with("actionsOfThePolicies", granted)
                .with("removedAndNamed", used.size())
                .publish();
        assertThat(used).hasSizeGreaterThan(25);
    }

    private static Stack start(Path template) throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "40"));
        return Stack.start(options.withTemplate(template), new Log(System.out));
    }
}
