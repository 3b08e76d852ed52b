package dev.assent.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.assent.local.Log;
import dev.assent.local.function.TestFunctions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpGatewayTest {

    @Test
    void the_callers_address_can_be_set_and_the_function_sees_no_trace_of_it(@TempDir Path folder) throws Exception {
        var gateway = new HttpGateway("secret", InstantSource.system(), new Log(System.out));
        HttpServer server = serve(gateway);
        try (var function = TestFunctions.start(folder, "whoCalls");
                HttpClient http = HttpClient.newHttpClient()) {
            gateway.add("GET", "/who", true, function);
            URI who = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/who");

            assertThat(http.send(HttpRequest.newBuilder(who).build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("127.0.0.1 false");
            assertThat(http.send(
                                    HttpRequest.newBuilder(who)
                                            .header("X-Local-Source-Ip", "198.51.100.7")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("198.51.100.7 false");
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer serve(HttpGateway gateway) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", gateway::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }
}
