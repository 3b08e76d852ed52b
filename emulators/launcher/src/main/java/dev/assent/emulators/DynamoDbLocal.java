package dev.assent.emulators;

import java.net.URI;
import java.nio.file.Path;

/** AWS's own DynamoDB Local, in memory, on a free port of this machine. */
public final class DynamoDbLocal implements AutoCloseable {

    private final IsolatedJars jars;
    private final Object server;
    private final URI endpoint;

    private DynamoDbLocal(IsolatedJars jars, Object server, URI endpoint) {
        this.jars = jars;
        this.server = server;
        this.endpoint = endpoint;
    }

    /** Starts it; returns once it serves. */
    public static DynamoDbLocal start(Path projectRoot) {
        IsolatedJars jars = IsolatedJars.of(projectRoot, "dynamodb");
        // Read by DynamoDB Local when it loads its native SQLite.
        System.setProperty("sqlite4java.library.path", jars.folder().toString());
        int port = IsolatedJars.freePort();
        String[] arguments = {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)};
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
