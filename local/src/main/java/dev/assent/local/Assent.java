package dev.assent.local;

import dev.assent.local.demo.DemoCommand;
import java.nio.file.Path;
import picocli.CommandLine;

/** The commands behind the script {@code ./assent}. */
@CommandLine.Command(
        name = "assent",
        description = "Assent on this machine: the real functions, from the real template.",
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            InvokeCommand.class,
            SendWebhookCommand.class,
            PackageCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Assent {

    private Assent() {}

    // Whoever mistypes a port needs the one line that says so, not where in the code it was noticed.
    private static int tell(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("assent: " + problem.getMessage());
        if (System.getenv("ASSENT_TRACE") != null) {
            problem.printStackTrace(command.getErr());
        } else {
            command.getErr().println("(ASSENT_TRACE=1 shows where)");
        }
        return 1;
    }

    /** All commands, with errors told in a line. */
    static CommandLine commandLine() {
        // The script changes to the project's folder; people name files from where they are.
        Path caller = Path.of(System.getProperty("assent.caller", ""));
        return new CommandLine(new Assent())
                .registerConverter(Path.class, caller::resolve)
                .setExecutionExceptionHandler(Assent::tell);
    }

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
