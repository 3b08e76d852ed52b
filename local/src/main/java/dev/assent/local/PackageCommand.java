package dev.assent.local;

import dev.assent.local.function.Zip;
import dev.assent.local.template.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code ./assent package}: what {@code sam build} gives, without the SAM CLI; {@code sam deploy} takes either. */
@CommandLine.Command(
        name = "package",
        description = "Puts into .aws-sam/build what sam deploy needs.",
        mixinStandardHelpOptions = true)
final class PackageCommand implements Callable<Integer> {

    @CommandLine.Option(names = "--function", description = "Only this function's code, into the folder --into.")
    private @Nullable String function;

    @CommandLine.Option(names = "--into", description = "Where to; as sam build's makefiles want it.")
    private @Nullable Path into;

    @Override
    public Integer call() throws IOException {
        Path root = Path.of(System.getProperty("assent.root", "."));
        Template template = Template.read(root.resolve("template.yaml"), Map.of());
        if (function != null && into != null) {
            Template.Function one = template.functions().stream()
                    .filter(it -> it.name().equals(function))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no function " + function));
            Zip.unpack(Files.readAllBytes(root.resolve(one.zip())), into);
            return 0;
        }
        Path build = root.resolve(".aws-sam/build");
        WorkFolder.delete(build);
        String deployed = Files.readString(root.resolve("template.yaml"));
        for (Template.Function each : template.functions()) {
            Zip.unpack(Files.readAllBytes(root.resolve(each.zip())), build.resolve(each.logicalId()));
            deployed = withCode(deployed, each);
        }
        Files.writeString(build.resolve("template.yaml"), deployed, StandardCharsets.UTF_8);
        System.out.println("packaged into .aws-sam/build: sam deploy --config-env dev");
        return 0;
    }

    private static String withCode(String yaml, Template.Function function) {
        Matcher code = Pattern.compile("CodeUri: *\"?" + Pattern.quote(function.codeUri()) + "\"?(?=\\s)")
                .matcher(yaml);
        if (!code.find()) {
            throw new IllegalStateException("template.yaml has no line CodeUri: " + function.codeUri());
        }
        return code.replaceFirst("CodeUri: " + function.logicalId());
    }
}
