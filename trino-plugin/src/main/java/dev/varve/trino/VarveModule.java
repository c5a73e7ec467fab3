package dev.varve.trino;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;

import static io.airlift.configuration.ConfigBinder.configBinder;

/** Wires the parts of one catalog. */
final class VarveModule
        extends AbstractModule
{
    @Override
    protected void configure()
    {
        configBinder(binder()).bindConfig(VarveConfig.class);
        bind(VarveConnector.class).in(Scopes.SINGLETON);
        bind(VarveMetadata.class).in(Scopes.SINGLETON);
    }
}
