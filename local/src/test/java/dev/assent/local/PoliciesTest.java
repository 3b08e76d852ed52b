package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A function may do what the template's policies permit, and nothing else: the stack enforces them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PoliciesTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void with_the_template_as_it_is_the_main_job_goes_through() throws IOException {
        try (Stack stack = start(ROOT.resolve("template.yaml"))) {
            EndToEnd.run(Site.of(stack));
        }
    }

    @ParameterizedTest(name = "{0} without {1} on {2}")
    @CsvSource({
        "OptOutFunction,        dynamodb:PutItem,    ConsentTable",
        "SendWorkerFunction,    dynamodb:UpdateItem, MessageTable",
        "CampaignFunction,      sqs:SendMessage,     BulkSendQueue",
    })
    void an_action_removed_from_a_policy_is_missed_and_named(String function, String action, String resource)
            throws IOException {
        Path copy = folder.resolve("template.yaml");
        Files.writeString(copy, TemplateCopies.without(ROOT, function, action, resource));

        try (Stack stack = start(copy)) {
            assertThatThrownBy(() -> EndToEnd.run(Site.of(stack)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(function + " may not " + action + " on " + resource);
        }
    }

    private static Stack start(Path template) throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "40"));
        return Stack.start(options.withTemplate(template), new Log(System.out));
    }

    @Test
    void a_copy_lacks_the_one_action_only() throws IOException {
        String original = Files.readString(ROOT.resolve("template.yaml"));
        String copy = TemplateCopies.without(ROOT, "SendWorkerFunction", "dynamodb:UpdateItem", "MessageTable");

        assertThat(copy).isNotEqualTo(original);
        assertThat(original.length() - copy.length()).isEqualTo(", dynamodb:UpdateItem".length());
    }
}
