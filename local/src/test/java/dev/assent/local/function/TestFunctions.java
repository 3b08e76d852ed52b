package dev.assent.local.function;

import dev.assent.local.Log;
import dev.assent.local.aws.Consumption;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Functions made of {@link TestHandlers}. */
public final class TestFunctions {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    private TestFunctions() {}

    /** A function of 128 MB and 2 s that runs one method. */
    public static LocalFunction start(Path folder, String method) throws IOException {
        zip(folder, "first");
        Path work = Files.createDirectory(folder.resolve("work"));
        return new LocalFunction(
                new LocalFunction.Definition(
                        "test",
                        folder.resolve("function.zip"),
                        TestHandlers.class.getName() + "::" + method,
                        128,
                        Duration.ofSeconds(2),
                        1,
                        Map.of("GREETING", "hello")),
                work,
                new RuntimeClient(ROOT.resolve("emulators/lambda-runtime/target/jars"), work),
                new Consumption(),
                new Log(System.out));
    }

    /** Writes the function's zip; another mark makes another zip. */
    static void zip(Path folder, String mark) throws IOException {
        String name = TestHandlers.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(folder.resolve("function.zip"));
                ZipOutputStream zip = new ZipOutputStream(file);
                var code = TestHandlers.class.getClassLoader().getResourceAsStream(name)) {
            zip.putNextEntry(new ZipEntry(name));
            Objects.requireNonNull(code).transferTo(zip);
            zip.putNextEntry(new ZipEntry("mark.txt"));
            zip.write(mark.getBytes(StandardCharsets.UTF_8));
        }
    }
}
