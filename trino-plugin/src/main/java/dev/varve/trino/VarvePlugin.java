package dev.varve.trino;

import io.trino.spi.Plugin;
import io.trino.spi.connector.ConnectorFactory;

import java.util.List;

/** The plugin: one connector under its own name, and under the name that existing catalogs of such tables have. */
public final class VarvePlugin
        implements Plugin
{
    @Override
    public Iterable<ConnectorFactory> getConnectorFactories()
    {
        return List.of(new VarveConnectorFactory("varve"), new VarveConnectorFactory("paimon"));
    }
}
