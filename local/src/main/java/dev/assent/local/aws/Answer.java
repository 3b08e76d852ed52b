package dev.assent.local.aws;

import com.sun.net.httpserver.HttpExchange;
import dev.assent.local.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What an AWS service answers. */
record Answer(int status, String contentType, byte[] body) {

    static Answer json(Object value) {
        return new Answer(200, "application/x-amz-json-1.1", Json.write(value));
    }

    /** An error as the services with JSON protocols report it. */
    static Answer error(int status, String type, String message) {
        return new Answer(status, "application/x-amz-json-1.1", Json.write(Map.of("__type", type, "message", message)));
    }

    /** An error as S3 reports it. */
    static Answer s3Error(int status, String code, String message) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>"
                + message.replace("&", "&amp;").replace("<", "&lt;") + "</Message></Error>";
        return new Answer(status, "application/xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
