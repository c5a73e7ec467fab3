package dev.varve.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.ConnectException;
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
public final class StatementProbe
        implements AutoCloseable
{
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HTTP_SERVER_ERROR = 500;

    private final URI server;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public StatementProbe(URI server)
    {
        this.server = requireNonNull(server, "server is null");
    }

    /**
     * Why no query runs.
     *
     * @param mayPass whether it is to be expected of a server that starts
     */
    public record Refusal(String reason, boolean mayPass)
    {
        public Refusal
        {
            requireNonNull(reason, "reason is null");
        }
    }

    /** Empty when a query ran. */
    public Optional<Refusal> refusal()
            throws InterruptedException
    {
        try {
            if (send(request(server.resolve("/v1/info")).GET().build()).path("starting").asBoolean(true)) {
                return Optional.of(new Refusal("it is still starting", true));
            }
            JsonNode answer = send(request(server.resolve("/v1/statement")).POST(BodyPublishers.ofString("SELECT 1")).build());
            while (answer.has("nextUri")) {
                answer = send(request(URI.create(answer.get("nextUri").asText())).GET().build());
            }
            return answer.has("error") ? Optional.of(new Refusal(answer.get("error").path("message").asText(), true)) : Optional.empty();
        }
        catch (StatusException e) {
            return Optional.of(new Refusal(e.getMessage(), e.status >= HTTP_SERVER_ERROR));
        }
        catch (ConnectException e) {
            return Optional.of(new Refusal("nothing listens there", true));
        }
        catch (IOException e) {
            return Optional.of(new Refusal(String.valueOf(e.getMessage()), true));
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
            throw new StatusException(response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    private static final class StatusException
            extends IOException
    {
        private static final long serialVersionUID = 1;

        private final int status;

        private StatusException(int status)
        {
            super("HTTP status " + status);
            this.status = status;
        }
    }

    @Override
    public void close()
    {
        client.shutdownNow();
    }
}
