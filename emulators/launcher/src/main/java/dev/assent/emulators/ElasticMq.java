package dev.assent.emulators;

import java.net.URI;
import java.nio.file.Path;

/** ElasticMQ, an SQS in memory, on a free port of this machine. */
public final class ElasticMq implements AutoCloseable {

    private final IsolatedJars jars;
    private final Object server;
    private final URI endpoint;

    private ElasticMq(IsolatedJars jars, Object server, URI endpoint) {
        this.jars = jars;
        this.server = server;
        this.endpoint = endpoint;
    }

    /** Starts it; returns once it serves. */
    public static ElasticMq start(Path projectRoot) {
        IsolatedJars jars = IsolatedJars.of(projectRoot, "elasticmq");
        int port = IsolatedJars.freePort();
        Object server = jars.run(loader -> {
            Class<?> address = loader.loadClass("org.elasticmq.NodeAddress");
            Object node = address.getConstructor(String.class, String.class, int.class, String.class)
                    .newInstance("http", "127.0.0.1", port, "");
            Object builder = loader.loadClass("org.elasticmq.rest.sqs.SQSRestServerBuilder")
                    .getMethod("withInterface", String.class)
                    .invoke(null, "127.0.0.1");
            builder = builder.getClass().getMethod("withPort", int.class).invoke(builder, port);
            builder = builder.getClass().getMethod("withServerAddress", address).invoke(builder, node);
            Object started = builder.getClass().getMethod("start").invoke(builder);
            started.getClass().getMethod("waitUntilStarted").invoke(started);
            return started;
        });
        return new ElasticMq(jars, server, URI.create("http://127.0.0.1:" + port));
    }

    /** Where it serves. */
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        jars.run(_ -> server.getClass().getMethod("stopAndWait").invoke(server));
    }
}
