package dev.varve.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Asks a server to run a query to its end, through Trino's client protocol; that it listens is not enough. */
final class StatementProbe
        implements AutoCloseable
{
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    StatementProbe(URI server)
    {
        this.server = requireNonNull(server, "server is null");
    }

    /** Why no query runs; empty when one did. */
    Optional<String> refusal()
            throws InterruptedException
    {
        try {
            if (send(request(server.resolve("/v1/info")).GET().build()).path("starting").asBoolean(true)) {
                return Optional.of("it is still starting");
            }
            JsonNode answer = send(request(server.resolve("/v1/statement")).POST(BodyPublishers.ofString("SELECT 1")).build());
            while (answer.has("nextUri")) {
                answer = send(request(URI.create(answer.get("nextUri").asText())).GET().build());
            }
            return answer.has("error") ? Optional.of(answer.get("error").path("message").asText()) : Optional.empty();
        }
        catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static HttpRequest.Builder request(URI uri)
    {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("X-Trino-User", "varve");
    }

    private JsonNode send(HttpRequest request)
            throws IOException, InterruptedException
    {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close()
    {
        client.shutdownNow();
    }
}
