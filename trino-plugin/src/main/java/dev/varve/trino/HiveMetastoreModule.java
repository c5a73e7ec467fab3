package dev.varve.trino;

import com.google.inject.Binder;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.varve.datafile.DataFileFormats;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.thrift.MetastoreAddress;
import io.airlift.configuration.AbstractConfigurationAwareModule;
import io.airlift.units.Duration;

import java.util.LinkedHashMap;
import java.util.Map;

import static io.airlift.configuration.ConfigBinder.configBinder;

/** Tables are registered in a Hive Metastore. */
final class HiveMetastoreModule
        extends AbstractConfigurationAwareModule
{
    @Override
    protected void setup(Binder binder)
    {
        configBinder(binder).bindConfig(HiveMetastoreConfig.class);
    }

    @Provides
    @Singleton
    static MetastoreClients clients(HiveMetastoreConfig config)
    {
        MetastoreAddress address = MetastoreAddress.parse(config.getUri())
                .withConnectTimeout(config.getConnectTimeout().toJavaTime())
                .withCallTimeout(config.getReadTimeout().toJavaTime())
                .withPatience(config.getMaxRetryTime().toJavaTime());
        return new MetastoreClients(config.getUsername().map(address::withUser).orElse(address), config.isImpersonation());
    }

    @Provides
    @Singleton
    static TableRegistry registry(MetastoreClients clients, TableStores stores, DataFileFormats formats, VarveConfig config, HiveMetastoreConfig metastore)
    {
        CatalogSettings settings = CatalogSettings.DEFAULT;
        if (metastore.isLock()) {
            settings = settings.withLock(metastore.getLockTimeout().toJavaTime(), metastore.getLockCheckInterval().toJavaTime());
        }
        Map<String, String> options = new LinkedHashMap<>();
        options.put("metastore", "hive");
        options.put("uri", metastore.getUri());
        if (config.getWarehouse().isPresent()) {
            String warehouse = FileSystemProperties.location(config.getWarehouse().get());
            settings = settings.withWarehouse(warehouse);
            options.put("warehouse", warehouse);
        }
        return new MetastoreRegistry(clients, stores, formats, settings, options);
    }
}
