package dev.assent.emulators;

import java.net.URI;
import java.nio.file.Path;

/** ElasticMQ, an SQS in memory or in a folder, on a free port of this machine. */
public final class ElasticMq implements AutoCloseable {

    private final IsolatedJars jars;
    private final Object stop;
    private final URI endpoint;

    private ElasticMq(IsolatedJars jars, Object stop, URI endpoint) {
        this.jars = jars;
        this.stop = stop;
        this.endpoint = endpoint;
    }

    /** Starts it in memory; returns once it serves. */
    public static ElasticMq start(Path projectRoot) {
        return start(projectRoot, "");
    }

    /** Starts it with what this folder holds, and keeps every message there; returns once it serves. */
    public static ElasticMq start(Path projectRoot, Path folder) {
        return start(projectRoot, """
                queues-storage { enabled = true, path = "%1$s/queues.conf" }
                messages-storage {
                  enabled = true
                  uri = "jdbc:h2:%1$s/messages;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                }
                """.formatted(folder.toAbsolutePath()));
    }

    private static ElasticMq start(Path projectRoot, String storage) {
        IsolatedJars jars = IsolatedJars.of(projectRoot, "elasticmq");
        int port = IsolatedJars.freePort();
        String settings = """
                node-address { protocol = "http", host = "127.0.0.1", port = %1$d }
                rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = %1$d }
                rest-stats { enabled = false }
                """.formatted(port);
        Object stop = jars.run(loader -> {
            Class<?> config = loader.loadClass("com.typesafe.config.Config");
            Class<?> configs = loader.loadClass("com.typesafe.config.ConfigFactory");
            Object ours = configs.getMethod("parseString", String.class).invoke(null, settings + storage);
            Object all = configs.getMethod("load", ClassLoader.class, config).invoke(null, loader, ours);
            Object serverConfig = loader.loadClass("org.elasticmq.server.config.ElasticMQServerConfig")
                    .getConstructor(config)
                    .newInstance(all);
            Object server = loader.loadClass("org.elasticmq.server.ElasticMQServer")
                    .getConstructor(serverConfig.getClass())
                    .newInstance(serverConfig);
            return server.getClass().getMethod("start").invoke(server);
        });
        return new ElasticMq(jars, stop, URI.create("http://127.0.0.1:" + port));
    }

    /** Where it serves. */
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        jars.run(
                loader -> loader.loadClass("scala.Function0").getMethod("apply").invoke(stop));
    }
}
