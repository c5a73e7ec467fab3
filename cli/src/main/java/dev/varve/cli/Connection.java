package dev.varve.cli;

import java.net.URI;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Where statements run, and which catalog and schema names without one belong to. */
record Connection(URI server, String catalog, Optional<String> schema)
{
    Connection
    {
        requireNonNull(server, "server is null");
        requireNonNull(catalog, "catalog is null");
        requireNonNull(schema, "schema is null");
    }
}
