package dev.assent.local;

import dev.assent.local.demo.DemoCommand;
import picocli.CommandLine;

/** The commands behind the script {@code ./assent}. */
@CommandLine.Command(
        name = "assent",
        description = "Assent on this machine: the real functions, from the real template.",
        subcommands = {UpCommand.class, DemoCommand.class},
        mixinStandardHelpOptions = true)
public final class Assent {

    private Assent() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("http.maxConnections", "64");
        System.exit(new CommandLine(new Assent()).execute(arguments));
    }
}
