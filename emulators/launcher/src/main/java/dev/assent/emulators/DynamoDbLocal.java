package dev.assent.emulators;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** AWS's own DynamoDB Local, in memory or in a folder, on a free port of this machine. */
public final class DynamoDbLocal implements AutoCloseable {

    private final IsolatedJars jars;
    private final Object server;
    private final URI endpoint;

    private DynamoDbLocal(IsolatedJars jars, Object server, URI endpoint) {
        this.jars = jars;
        this.server = server;
        this.endpoint = endpoint;
    }

    /** Starts it in memory; returns once it serves. */
    public static DynamoDbLocal start(Path projectRoot) {
        return start(projectRoot, "-inMemory");
    }

    /** Starts it with what this folder holds, and keeps every write there; returns once it serves. */
    public static DynamoDbLocal start(Path projectRoot, Path folder) {
        return start(projectRoot, "-dbPath", folder.toAbsolutePath().toString());
    }

    private static DynamoDbLocal start(Path projectRoot, String... storage) {
        IsolatedJars jars = IsolatedJars.of(projectRoot, "dynamodb");
        // Read by DynamoDB Local when it loads its native SQLite.
        System.setProperty("sqlite4java.library.path", jars.folder().toString());
        int port = IsolatedJars.freePort();
        List<String> all = new ArrayList<>(List.of(storage));
        all.addAll(List.of("-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)));
        String[] arguments = all.toArray(String[]::new);
        Object server = jars.run(loader -> {
            Object created = loader.loadClass("software.amazon.dynamodb.services.local.main.ServerRunner")
                    .getMethod("createServerFromCommandLineArgs", String[].class)
                    .invoke(null, (Object) arguments);
            created.getClass().getMethod("start").invoke(created);
            return created;
        });
        return new DynamoDbLocal(jars, server, URI.create("http://127.0.0.1:" + port));
    }

    /** Where it serves. */
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        jars.run(_ -> server.getClass().getMethod("stop").invoke(server));
    }
}
