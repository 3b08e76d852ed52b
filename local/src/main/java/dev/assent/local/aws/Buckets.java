package dev.assent.local.aws;

import com.sun.net.httpserver.HttpExchange;
import dev.assent.local.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * S3's GetObject and PutObject, path style, each object a file. The template's buckets are there; others can be created.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">AWS: the aws-chunked encoding</a>
 */
public final class Buckets {

    private static final Answer DONE = new Answer(200, "application/xml", new byte[0]);
    private static final Answer NOT_SERVED = Answer.s3Error(
            501,
            "NotImplemented",
            "Locally S3 knows CreateBucket, and GetObject and PutObject of whole objects without conditions");
    // As the JDK's server writes headers.
    private static final Set<String> NOT_PLAIN = Set.of("X-amz-copy-source", "If-none-match", "If-match", "Range");
    private static final int LONGEST_NAME = 200;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{2,62}");

    private final Path folder;

    /** The template's buckets, kept in this folder, beside those that were created in it. */
    public Buckets(List<String> names, Path folder) {
        this.folder = folder;
        names.forEach(this::create);
    }

    private void create(String name) {
        try {
            Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer answer(HttpExchange exchange, byte[] body) throws IOException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
        if (!NAME.matcher(path[0]).matches()) {
            return Answer.s3Error(400, "InvalidBucketName", "The specified bucket is not valid.");
        }
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean isPlain = exchange.getRequestURI().getQuery() == null || query.matches("x-id=(Get|Put)Object");
        if (!isPlain || exchange.getRequestHeaders().keySet().stream().anyMatch(NOT_PLAIN::contains)) {
            return NOT_SERVED;
        }
        boolean isObject = path.length == 2 && !path[1].isEmpty();
        if (!isObject && exchange.getRequestMethod().equals("PUT")) {
            create(path[0]);
            return DONE;
        }
        if (!Files.exists(folder.resolve(path[0]))) {
            return Answer.s3Error(404, "NoSuchBucket", "There is no bucket " + path[0]);
        }
        if (!isObject) {
            return NOT_SERVED;
        }
        Path file = folder.resolve(path[0]).resolve(fileName(path[1]));
        return switch (exchange.getRequestMethod()) {
            case "GET" ->
                Files.exists(file)
                        ? new Answer(200, "application/octet-stream", Files.readAllBytes(file))
                        : Answer.s3Error(404, "NoSuchKey", "The specified key does not exist.");
            case "PUT" -> {
                String encoding = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                Files.write(file, encoding.contains("aws-chunked") ? withoutChunks(body) : body);
                yield DONE;
            }
            default -> NOT_SERVED;
        };
    }

    // A key may be longer than a file's name may be, and may look like a path.
    private static String fileName(String key) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
        return encoded.length() <= LONGEST_NAME
                ? "k-" + encoded
                : "h-" + Digests.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    // <size in hex>[;chunk-signature=...] CRLF <bytes> CRLF, the last of size 0, then trailers.
    private static byte[] withoutChunks(byte[] body) {
        var bytes = new ByteArrayOutputStream();
        int at = 0;
        try {
            while (true) {
                int lineEnd = at;
                while (body[lineEnd] != '\r') {
                    lineEnd++;
                }
                String size = new String(body, at, lineEnd - at, StandardCharsets.US_ASCII).split(";", 2)[0];
                int length = Integer.parseInt(size, 16);
                if (length == 0) {
                    return bytes.toByteArray();
                }
                bytes.write(body, lineEnd + 2, length);
                at = lineEnd + 2 + length + 2;
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("The body is not aws-chunked", e);
        }
    }
}
