package dev.varve.trino;

import io.airlift.configuration.Config;
import io.airlift.configuration.ConfigDescription;
import io.airlift.units.DataSize;
import io.airlift.units.Duration;
import io.airlift.units.MinDuration;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a catalog's properties file says, apart from the file systems. */
public final class VarveConfig
{
    private static final String FILESYSTEM = "filesystem";
    private static final String HIVE = "hive";

    private Optional<String> warehouse = Optional.empty();
    private String metastore = FILESYSTEM;
    private Duration dynamicFilteringWaitTimeout = new Duration(1, TimeUnit.SECONDS);
    private boolean bucketExecution = true;
    private DataSize metadataCacheSize = DataSize.of(64, DataSize.Unit.MEGABYTE);

    public Optional<String> getWarehouse()
    {
        return warehouse;
    }

    @Config("warehouse")
    @ConfigDescription("Root directory of the databases and tables; with a metastore, of databases that are created")
    public VarveConfig setWarehouse(String warehouse)
    {
        this.warehouse = Optional.ofNullable(warehouse);
        return this;
    }

    @AssertTrue(message = "warehouse must be set to the root directory of the tables, for example s3://bucket/warehouse")
    public boolean isWarehouseGiven()
    {
        return warehouse.isPresent() || isHive();
    }

    @NotNull
    public String getMetastore()
    {
        return metastore;
    }

    @Config("metastore")
    @ConfigDescription("Where databases and tables are registered: filesystem or hive")
    public VarveConfig setMetastore(String metastore)
    {
        this.metastore = metastore;
        return this;
    }

    @AssertTrue(message = "metastore must be 'filesystem' or 'hive': catalogs in a database or a REST service are not supported")
    public boolean isMetastoreSupported()
    {
        return metastore == null || metastore.equals(FILESYSTEM) || isHive();
    }

    boolean isHive()
    {
        return HIVE.equals(metastore);
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

    public boolean isBucketExecution()
    {
        return bucketExecution;
    }

    @Config("bucket-execution")
    @ConfigDescription("Whether joins and aggregations on the bucket key use that rows are spread by it already")
    public VarveConfig setBucketExecution(boolean bucketExecution)
    {
        this.bucketExecution = bucketExecution;
        return this;
    }

    @NotNull
    public DataSize getMetadataCacheSize()
    {
        return metadataCacheSize;
    }

    @Config("metadata.cache-size")
    @ConfigDescription("How much of manifests and of footers of data files each node keeps in memory; 0B to keep nothing")
    public VarveConfig setMetadataCacheSize(DataSize metadataCacheSize)
    {
        this.metadataCacheSize = metadataCacheSize;
        return this;
    }
}
