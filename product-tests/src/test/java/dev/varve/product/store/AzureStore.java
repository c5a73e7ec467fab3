package dev.varve.product.store;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A stand-in for a storage account of Azure without hierarchical namespace: one container in memory behind as much of the API of blobs as
 * readers and writers need. Blobs are put whole or as a list of blocks, under the condition that there is none if the request says so. Requests must be
 * signed with the key of the account.
 *
 * <p>Trino speaks to {@code https://ACCOUNT.blob.ENDPOINT} without a port. So clients get there through a proxy, and have to trust a
 * certificate that is made for the test: {@link #clientOptions}.
 */
final class AzureStore
        implements Store
{
    static final String ENDPOINT = "azure.test";
    static final String ACCESS_KEY = Base64.getEncoder().encodeToString("the key of the account".getBytes(UTF_8));

    private static final String ACCOUNT = "varve";
    private static final String CONTAINER = "lake";
    private static final String BLOB_HOST = ACCOUNT + ".blob." + ENDPOINT;
    private static final String LAKE_HOST = ACCOUNT + ".dfs." + ENDPOINT;
    private static final String PASSWORD = "password";
    private static final String LAST_MODIFIED = "Thu, 01 Jan 2026 00:00:00 GMT";
    private static final Pattern PATH = Pattern.compile("/([^/]+)(?:/(.*))?");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final Pattern LISTED_BLOCK = Pattern.compile("<(?:Latest|Uncommitted|Committed)>([^<]+)<");
    private static final List<String> SIGNED_HEADERS = List.of(
            "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
            "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range");

    private final NavigableMap<String, byte[]> blobs = new ConcurrentSkipListMap<>();
    /** By blob and id, until a list says which of them make it up. */
    private final Map<String, byte[]> blocks = new ConcurrentHashMap<>();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpsServer server;
    private final ConnectProxy proxy;
    private final Path keyStore;

    private AzureStore(HttpsServer server, ConnectProxy proxy, Path keyStore)
    {
        this.server = server;
        this.proxy = proxy;
        this.keyStore = keyStore;
    }

    /** @param directory for the certificate */
    static AzureStore start(Path directory)
            throws IOException, GeneralSecurityException, InterruptedException
    {
        Path keyStore = createCertificate(directory.resolve("azure.p12"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(keyStore)));
        AzureStore store = new AzureStore(server, ConnectProxy.start(Set.of(BLOB_HOST, LAKE_HOST), server.getAddress().getPort()), keyStore);
        server.setExecutor(store.executor);
        server.createContext("/", store::answer);
        server.start();
        return store;
    }

    private static Path createCertificate(Path keyStore)
            throws IOException, InterruptedException
    {
        Process keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "azure", "-keyalg", "RSA", "-validity", "2",
                "-dname", "CN=" + ENDPOINT,
                "-ext", "san=dns:" + BLOB_HOST + ",dns:" + LAKE_HOST,
                "-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed: " + output);
        }
        return keyStore;
    }

    private static SSLContext tls(Path keyStore)
            throws IOException, GeneralSecurityException
    {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(keyStore)) {
            keys.load(input, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The system properties that a JVM needs in order to reach the store, and nothing else over TLS. */
    Map<String, String> clientProperties()
    {
        return Map.of(
                "https.proxyHost", "127.0.0.1",
                "https.proxyPort", Integer.toString(proxy.port()),
                "javax.net.ssl.trustStore", keyStore.toString(),
                "javax.net.ssl.trustStorePassword", PASSWORD);
    }

    /** The same as options of a JVM. */
    List<String> clientOptions()
    {
        return clientProperties().entrySet().stream().map(property -> "-D" + property.getKey() + "=" + property.getValue()).toList();
    }

    @Override
    public void put(String path, byte[] content)
    {
        blobs.put(path, content);
    }

    /** So many of the next snapshots are created, and their creators told of an error of the server. */
    void loseAnswers(int count)
    {
        answersToLose.set(count);
    }

    /** What a catalog needs to know. */
    Map<String, String> properties()
    {
        return Map.of("azure.auth-type", "ACCESS_KEY", "azure.endpoint", ENDPOINT, "azure.access-key", ACCESS_KEY);
    }

    @Override
    public String location()
    {
        return "abfss://" + CONTAINER + "@" + LAKE_HOST;
    }

    private void answer(HttpExchange exchange)
            throws IOException
    {
        Map<String, String> parameters = parameters(exchange.getRequestURI());
        Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
        if (!isSigned(exchange, parameters)) {
            fail(exchange, 403, "AuthenticationFailed", "Server failed to authenticate the request.");
        }
        else if (exchange.getRequestHeaders().getFirst("Host").startsWith(LAKE_HOST)) {
            fail(exchange, 400, "HierarchicalNamespaceNotEnabled", "Hierarchical namespace is not enabled for this account.");
        }
        else if (!path.matches() || !path.group(1).equals(CONTAINER)) {
            fail(exchange, 404, "ContainerNotFound", "The specified container does not exist.");
        }
        else if ("list".equals(parameters.get("comp"))) {
            list(exchange, parameters);
        }
        else if ("container".equals(parameters.get("restype"))) {
            send(exchange, 200, new byte[0]);
        }
        else {
            blob(exchange, decode(path.group(2)), parameters);
        }
    }

    /** The signature is one of the method, some headers, and the account, path and parameters. */
    private static boolean isSigned(HttpExchange exchange, Map<String, String> parameters)
    {
        Headers headers = exchange.getRequestHeaders();
        StringBuilder signed = new StringBuilder(exchange.getRequestMethod()).append('\n');
        for (String header : SIGNED_HEADERS) {
            String value = Optional.ofNullable(headers.getFirst(header)).orElse("");
            signed.append(header.equals("Content-Length") && value.equals("0") ? "" : value).append('\n');
        }
        headers.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-ms-"))
                .sorted()
                .forEach(name -> signed.append(name).append(':').append(headers.getFirst(name)).append('\n'));
        signed.append('/').append(ACCOUNT).append(exchange.getRequestURI().getRawPath());
        parameters.forEach((name, value) -> signed.append('\n').append(name).append(':').append(value));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(ACCESS_KEY), mac.getAlgorithm()));
            String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.toString().getBytes(UTF_8)));
            return ("SharedKey " + ACCOUNT + ":" + signature).equals(headers.getFirst("Authorization"));
        }
        catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC is part of every JDK", e);
        }
    }

    private void list(HttpExchange exchange, Map<String, String> parameters)
            throws IOException
    {
        String prefix = parameters.getOrDefault("prefix", "");
        boolean oneLevel = parameters.containsKey("delimiter");
        StringBuilder found = new StringBuilder();
        Set<String> prefixes = new TreeSet<>();
        blobs.tailMap(prefix).forEach((name, content) -> {
            if (name.startsWith(prefix)) {
                int slash = name.indexOf('/', prefix.length());
                if (oneLevel && slash >= 0) {
                    prefixes.add(name.substring(0, slash + 1));
                }
                else {
                    found.append("""
                            <Blob>
                              <Name>%s</Name>
                              <Properties>
                                <Last-Modified>%s</Last-Modified>
                                <Content-Length>%s</Content-Length>
                                <BlobType>BlockBlob</BlobType>
                              </Properties>
                            </Blob>
                            """.formatted(escaped(name), LAST_MODIFIED, content.length));
                }
            }
        });
        prefixes.forEach(name -> found.append("<BlobPrefix><Name>").append(escaped(name)).append("</Name></BlobPrefix>"));
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        send(exchange, 200, """
                <?xml version="1.0" encoding="utf-8"?>
                <EnumerationResults ContainerName="%s"><Blobs>%s</Blobs><NextMarker/></EnumerationResults>
                """.formatted(CONTAINER, found).getBytes(UTF_8));
    }

    private void blob(HttpExchange exchange, String name, Map<String, String> parameters)
            throws IOException
    {
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                switch (parameters.getOrDefault("comp", "")) {
                    case "" -> create(exchange, name, body);
                    case "block" -> {
                        blocks.put(name + "?" + parameters.get("blockid"), body);
                        send(exchange, 201, new byte[0]);
                    }
                    case "blocklist" -> create(exchange, name, listed(name, new String(body, UTF_8)));
                    default -> fail(exchange, 501, "NotImplemented", "The stand-in does not know comp=" + parameters.get("comp"));
                }
            }
            case "DELETE" -> {
                if (blobs.remove(name) == null) {
                    fail(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
                }
                else {
                    send(exchange, 202, new byte[0]);
                }
            }
            default -> read(exchange, name);
        }
    }

    private byte[] listed(String name, String list)
    {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (Matcher block = LISTED_BLOCK.matcher(list); block.find(); ) {
            content.writeBytes(blocks.remove(name + "?" + block.group(1)));
        }
        return content.toByteArray();
    }

    private void create(HttpExchange exchange, String name, byte[] content)
            throws IOException
    {
        boolean onlyIfAbsent = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        if (onlyIfAbsent && blobs.putIfAbsent(name, content) != null) {
            fail(exchange, 409, "BlobAlreadyExists", "The specified blob already exists.");
            return;
        }
        if (!onlyIfAbsent) {
            blobs.put(name, content);
        }
        if (name.contains("/snapshot/snapshot-") && answersToLose.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            fail(exchange, 500, "InternalError", "The server encountered an internal error.");
            return;
        }
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        exchange.getResponseHeaders().set("Last-Modified", LAST_MODIFIED);
        exchange.getResponseHeaders().set("x-ms-request-server-encrypted", "true");
        send(exchange, 201, new byte[0]);
    }

    private void read(HttpExchange exchange, String name)
            throws IOException
    {
        byte[] content = blobs.get(name);
        if (content == null) {
            fail(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", "\"1\"");
        headers.set("Last-Modified", LAST_MODIFIED);
        headers.set("x-ms-blob-type", "BlockBlob");
        Matcher range = RANGE.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("x-ms-range")).orElse(""));
        if (!range.matches()) {
            send(exchange, 200, content);
            return;
        }
        int from = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(range.group(1)));
        if (from >= content.length) {
            fail(exchange, 416, "InvalidRange", "The range specified is invalid for the current size of the resource.");
            return;
        }
        int to = range.group(2).isEmpty() ? content.length : (int) Math.min(content.length, Long.parseLong(range.group(2)) + 1);
        headers.set("Content-Range", "bytes %s-%s/%s".formatted(from, to - 1, content.length));
        send(exchange, 206, Arrays.copyOfRange(content, from, to));
    }

    private static void fail(HttpExchange exchange, int status, String code, String message)
            throws IOException
    {
        exchange.getResponseHeaders().set("x-ms-error-code", code);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        send(exchange, status, "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message).getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body)
            throws IOException
    {
        try (exchange) {
            boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            if (bodiless) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
            if (!bodiless) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** In the order in which they are signed. */
    private static Map<String, String> parameters(URI uri)
    {
        return Stream.of(Optional.ofNullable(uri.getRawQuery()).orElse("").split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> decode(parts[0]).toLowerCase(Locale.ROOT), parts -> decode(parts[1]), (first, _) -> first, TreeMap::new));
    }

    /** A plus sign is one. */
    private static String decode(String text)
    {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private static String escaped(String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void close()
            throws IOException
    {
        proxy.close();
        server.stop(0);
        executor.shutdownNow();
    }
}
