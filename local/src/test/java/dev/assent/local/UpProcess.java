package dev.assent.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./assent up} in a process of its own. */
final class UpProcess {

    private UpProcess() {}

    /** Starts it; its output goes to a file under the temporary folder. */
    static Process start(int port, String... options) throws IOException {
        return start(Path.of(System.getProperty("assent.root")), port, options);
    }

    /** Starts it for a project in another folder, with the code of this one. */
    static Process start(Path root, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Dassent.root=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                Assent.class.getName(),
                "up",
                "--port",
                Integer.toString(port),
                "--token",
                Site.TOKEN));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("assent-up", ".log").toFile())
                .start();
    }

    static boolean isOpen(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
