package dev.varve.product.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A stand-in for Google Cloud Storage: one bucket in memory behind as much of its JSON API as reading and writing tables needs, and the service
 * that gives tokens to a service account for what it signs. No server of others runs on a JVM.
 */
final class GcsStore
        implements Store
{
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUCKET = "lake";
    private static final String ACCOUNT = "reader@varve.iam.gserviceaccount.com";
    private static final String TOKEN = "varve-token";
    private static final Pattern OBJECTS = Pattern.compile("(?:/download|/upload|/resumable/upload)?/storage/v1/b/([^/]+)(/o)?(?:/(.+))?");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern DELETION = Pattern.compile("DELETE (?:https?://[^/]+)?/storage/v1/b/[^/]+/o/([^? ]+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final KeyPair accountKey = newKey();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer server;

    private GcsStore(HttpServer server)
    {
        this.server = server;
    }

    static GcsStore start()
            throws IOException
    {
        GcsStore store = new GcsStore(HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0));
        store.server.setExecutor(store.executor);
        store.server.createContext("/token", store::token);
        store.server.createContext("/batch/storage/v1", store::deleteBatch);
        store.server.createContext("/", store::answer);
        store.server.start();
        return store;
    }

    String endpoint()
    {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The properties of a catalog over this store. */
    Map<String, String> properties()
    {
        return Map.of(
                "gcs.project-id", "varve",
                "gcs.endpoint", endpoint(),
                "gcs.json-key", accountKey());
    }

    /** What a user downloads for a service account. */
    String accountKey()
    {
        return accountKey(accountKey);
    }

    /** The same with a key that the store does not know. */
    String wrongAccountKey()
    {
        return accountKey(newKey());
    }

    private String accountKey(KeyPair key)
    {
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
        return JSON.valueToTree(Map.of(
                "type", "service_account",
                "project_id", "varve",
                "private_key_id", "1",
                "private_key", pem,
                "client_email", ACCOUNT,
                "client_id", "1",
                "token_uri", endpoint() + "/token")).toString();
    }

    @Override
    public void put(String path, byte[] content)
    {
        objects.put(path, content);
    }

    /** Of the next files that are created only if they do not exist, so many are stored, but the client hears of a failure. */
    void loseAnswers(int count)
    {
        answersToLose.set(count);
    }

    private static final class Upload
    {
        private final String name;
        private final boolean onlyIfAbsent;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        private Upload(String name, boolean onlyIfAbsent)
        {
            this.name = name;
            this.onlyIfAbsent = onlyIfAbsent;
        }
    }

    @Override
    public String location()
    {
        return "gs://" + BUCKET;
    }

    private void token(HttpExchange exchange)
            throws IOException
    {
        String assertion = parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8)).get("assertion");
        if (isSigned(assertion)) {
            send(exchange, 200, Map.of("access_token", TOKEN, "token_type", "Bearer", "expires_in", 3600));
        }
        else {
            send(exchange, 400, Map.of("error", "invalid_grant", "error_description", "Invalid JWT Signature."));
        }
    }

    private boolean isSigned(String assertion)
    {
        String[] parts = assertion.split("\\.");
        try {
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(accountKey.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            return claims.path("iss").asText().equals(ACCOUNT) && signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        }
        catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private void answer(HttpExchange exchange)
            throws IOException
    {
        URI uri = exchange.getRequestURI();
        Matcher path = OBJECTS.matcher(uri.getRawPath());
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            fail(exchange, 401, "Invalid Credentials");
        }
        else if (!path.matches() || !path.group(1).equals(BUCKET)) {
            fail(exchange, 404, "The specified bucket does not exist.");
        }
        else if (path.group(2) == null) {
            send(exchange, 200, Map.of("kind", "storage#bucket", "name", BUCKET, "id", BUCKET));
        }
        else if (uri.getPath().contains("/upload/")) {
            upload(exchange, parameters(uri.getRawQuery()));
        }
        else if (path.group(3) == null) {
            list(exchange, parameters(uri.getRawQuery()));
        }
        else {
            object(exchange, decode(path.group(3)), parameters(uri.getRawQuery()));
        }
    }

    private void list(HttpExchange exchange, Map<String, String> parameters)
            throws IOException
    {
        String prefix = parameters.getOrDefault("prefix", "");
        boolean oneLevel = parameters.containsKey("delimiter");
        // the only pattern that is asked for: directories below the prefix
        boolean onlyDirectories = parameters.containsKey("matchGlob");
        Map<String, Object> items = new TreeMap<>();
        TreeSet<String> prefixes = new TreeSet<>();
        objects.tailMap(prefix).forEach((name, content) -> {
            if (name.startsWith(prefix)) {
                int slash = name.indexOf('/', prefix.length());
                if (oneLevel && slash >= 0) {
                    prefixes.add(name.substring(0, slash + 1));
                }
                else if (!onlyDirectories) {
                    items.put(name, metadata(name, content));
                }
            }
        });
        send(exchange, 200, Map.of("kind", "storage#objects", "items", List.copyOf(items.values()), "prefixes", prefixes));
    }

    private void object(HttpExchange exchange, String name, Map<String, String> parameters)
            throws IOException
    {
        byte[] content = objects.get(name);
        if (content == null) {
            fail(exchange, 404, "No such object: " + BUCKET + "/" + name);
        }
        else if (exchange.getRequestMethod().equals("DELETE")) {
            objects.remove(name);
            send(exchange, 204, new byte[0], "application/json");
        }
        else if ("media".equals(parameters.get("alt"))) {
            media(exchange, content);
        }
        else {
            send(exchange, 200, metadata(name, content));
        }
    }

    private void upload(HttpExchange exchange, Map<String, String> parameters)
            throws IOException
    {
        boolean onlyIfAbsent = "0".equals(parameters.get("ifGenerationMatch"));
        if (parameters.containsKey("upload_id")) {
            append(exchange, uploads.get(parameters.get("upload_id")));
            return;
        }
        byte[] body = body(exchange);
        if ("multipart".equals(parameters.get("uploadType"))) {
            List<byte[]> parts = parts(exchange, body);
            store(exchange, JSON.readTree(parts.get(0)).path("name").asText(), parts.get(1), onlyIfAbsent);
            return;
        }
        String id = UUID.randomUUID().toString();
        uploads.put(id, new Upload(Optional.ofNullable(parameters.get("name")).orElse(JSON.readTree(body).path("name").asText()), onlyIfAbsent));
        exchange.getResponseHeaders().set("Location", endpoint() + "/upload/storage/v1/b/" + BUCKET + "/o?uploadType=resumable&upload_id=" + id);
        send(exchange, 200, new byte[0], "application/json");
    }

    /** A part of an upload in several requests; the last one tells how many bytes there are. */
    private void append(HttpExchange exchange, Upload upload)
            throws IOException
    {
        byte[] part = body(exchange);
        Matcher range = CONTENT_RANGE.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Range")).orElse("bytes */" + part.length));
        if (!range.matches() || range.group(1) != null && Integer.parseInt(range.group(1)) != upload.content.size()) {
            fail(exchange, 400, "Not the next bytes: " + range);
            return;
        }
        upload.content.write(part);
        if (range.group(2).equals("*")) {
            exchange.getResponseHeaders().set("Range", "bytes=0-" + (upload.content.size() - 1));
            send(exchange, 308, new byte[0], "application/json");
        }
        else {
            store(exchange, upload.name, upload.content.toByteArray(), upload.onlyIfAbsent);
        }
    }

    private void store(HttpExchange exchange, String name, byte[] content, boolean onlyIfAbsent)
            throws IOException
    {
        if (onlyIfAbsent) {
            if (objects.putIfAbsent(name, content) != null) {
                fail(exchange, 412, "At least one of the pre-conditions you specified did not hold.");
                return;
            }
            if (answersToLose.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                fail(exchange, 503, "Backend Error");
                return;
            }
        }
        else {
            objects.put(name, content);
        }
        send(exchange, 200, metadata(name, content));
    }

    /** Deletions in one request, each of which is answered. */
    private void deleteBatch(HttpExchange exchange)
            throws IOException
    {
        StringBuilder answer = new StringBuilder();
        for (byte[] part : parts(exchange, body(exchange))) {
            Matcher deletion = DELETION.matcher(new String(part, UTF_8));
            if (deletion.find()) {
                boolean found = objects.remove(decode(deletion.group(1))) != null;
                answer.append("--batch\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n\r\n".formatted(found ? "204 No Content" : "404 Not Found"));
            }
        }
        send(exchange, 200, answer.append("--batch--\r\n").toString().getBytes(UTF_8), "multipart/mixed; boundary=batch");
    }

    private static byte[] body(HttpExchange exchange)
            throws IOException
    {
        boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return (compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()).readAllBytes();
    }

    /** The contents of the parts of a request. */
    private static List<byte[]> parts(HttpExchange exchange, byte[] body)
    {
        Matcher boundary = BOUNDARY.matcher(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!boundary.find()) {
            throw new IllegalArgumentException("A request of several parts has no boundary");
        }
        // each byte is a character, and stays the byte that it is
        List<byte[]> parts = new ArrayList<>();
        for (String part : new String(body, ISO_8859_1).split("(?:\r\n)?--" + Pattern.quote(boundary.group(1)))) {
            int content = part.indexOf("\r\n\r\n");
            if (content >= 0) {
                parts.add(part.substring(content + 4).getBytes(ISO_8859_1));
            }
        }
        return parts;
    }

    private static void media(HttpExchange exchange, byte[] content)
            throws IOException
    {
        Matcher range = RANGE.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse("bytes=0-"));
        if (!range.matches() || Integer.parseInt(range.group(1)) >= content.length) {
            fail(exchange, 416, "Requested range not satisfiable");
            return;
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2).isEmpty() ? content.length : (int) Math.min(content.length, Long.parseLong(range.group(2)) + 1);
        exchange.getResponseHeaders().set("Content-Range", "bytes %s-%s/%s".formatted(from, to - 1, content.length));
        exchange.getResponseHeaders().set("X-Goog-Generation", "1");
        send(exchange, 206, Arrays.copyOfRange(content, from, to), "application/octet-stream");
    }

    private static Map<String, Object> metadata(String name, byte[] content)
    {
        return Map.of(
                "kind", "storage#object",
                "bucket", BUCKET,
                "name", name,
                "size", Integer.toString(content.length),
                "generation", "1",
                "updated", Instant.EPOCH.toString());
    }

    private static void fail(HttpExchange exchange, int status, String message)
            throws IOException
    {
        send(exchange, status, Map.of("error", Map.of("code", status, "message", message)));
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body)
            throws IOException
    {
        send(exchange, status, JSON.writeValueAsBytes(body), "application/json");
    }

    private static void send(HttpExchange exchange, int status, byte[] body, String type)
            throws IOException
    {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> parameters(String query)
    {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : Optional.ofNullable(query).orElse("").split("&")) {
            int equals = parameter.indexOf('=');
            parameters.put(decode(parameter.substring(0, Math.max(0, equals))), decode(parameter.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text)
    {
        return URLDecoder.decode(text, UTF_8);
    }

    private static KeyPair newKey()
    {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        }
        catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }

    @Override
    public void close()
    {
        server.stop(0);
        executor.shutdownNow();
    }
}
