package dev.varve.trino;

import io.airlift.configuration.Config;
import io.airlift.configuration.ConfigDescription;
import io.airlift.units.Duration;
import io.airlift.units.MinDuration;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;

import java.util.concurrent.TimeUnit;

/** What a catalog's properties file says, apart from the file systems. */
public final class VarveConfig
{
    private static final String FILESYSTEM = "filesystem";

    private String warehouse;
    private String metastore = FILESYSTEM;
    private Duration dynamicFilteringWaitTimeout = new Duration(1, TimeUnit.SECONDS);

    @NotNull(message = "must be set to the root directory of the tables, for example s3://bucket/warehouse")
    public String getWarehouse()
    {
        return warehouse;
    }

    @Config("warehouse")
    @ConfigDescription("Root directory of the databases and tables")
    public VarveConfig setWarehouse(String warehouse)
    {
        this.warehouse = warehouse;
        return this;
    }

    @NotNull
    public String getMetastore()
    {
        return metastore;
    }

    @Config("metastore")
    @ConfigDescription("Where databases and tables are registered; filesystem is the only kind so far")
    public VarveConfig setMetastore(String metastore)
    {
        this.metastore = metastore;
        return this;
    }

    @AssertTrue(message = "must be 'filesystem': catalogs in a Hive Metastore, a database or a REST service are not supported")
    public boolean isMetastoreSupported()
    {
        return metastore == null || metastore.equals(FILESYSTEM);
    }

    @NotNull
    @MinDuration("0ms")
    public Duration getDynamicFilteringWaitTimeout()
    {
        return dynamicFilteringWaitTimeout;
    }

    @Config("dynamic-filtering.wait-timeout")
    @ConfigDescription("How long the planning of splits waits for the dynamic filters of joins")
    public VarveConfig setDynamicFilteringWaitTimeout(Duration dynamicFilteringWaitTimeout)
    {
        this.dynamicFilteringWaitTimeout = dynamicFilteringWaitTimeout;
        return this;
    }
}
