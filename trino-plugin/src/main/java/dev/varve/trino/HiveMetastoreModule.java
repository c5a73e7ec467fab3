package dev.varve.trino;

import com.google.inject.Binder;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.varve.datafile.DataFileFormats;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.CatalogSettings.Lock;
import dev.varve.hms.thrift.KerberosLogin;
import dev.varve.hms.thrift.MetastoreAddress;
import dev.varve.hms.thrift.MetastoreSecurity;
import dev.varve.hms.thrift.TlsFiles;
import dev.varve.trino.HiveMetastoreConfig.Authentication;
import dev.varve.trino.HiveMetastoreConfig.TableType;
import io.airlift.configuration.AbstractConfigurationAwareModule;
import io.airlift.units.Duration;

import javax.net.ssl.SSLContext;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import static com.google.inject.multibindings.OptionalBinder.newOptionalBinder;
import static io.airlift.configuration.ConfigBinder.configBinder;

/** Tables are registered in a Hive Metastore. */
final class HiveMetastoreModule
        extends AbstractConfigurationAwareModule
{
    @Override
    protected void setup(Binder binder)
    {
        newOptionalBinder(binder, MetastoreKerberosConfig.class);
        newOptionalBinder(binder, MetastoreTlsConfig.class);
        HiveMetastoreConfig config = buildConfigObject(HiveMetastoreConfig.class);
        if (config.getAuthentication() == Authentication.KERBEROS) {
            configBinder(binder).bindConfig(MetastoreKerberosConfig.class);
        }
        if (config.isTls()) {
            configBinder(binder).bindConfig(MetastoreTlsConfig.class);
        }
    }

    @Provides
    @Singleton
    static MetastoreSecurity security(Optional<MetastoreKerberosConfig> kerberos, Optional<MetastoreTlsConfig> tls)
    {
        return new MetastoreSecurity(tls.map(HiveMetastoreModule::tls), kerberos.map(HiveMetastoreModule::kerberos));
    }

    private static SSLContext tls(MetastoreTlsConfig config)
    {
        return new TlsFiles(
                config.getTrustCertificate().toPath(), config.getTrustCertificatePassword(), config.getKey().map(File::toPath), config.getKeyPassword()).context();
    }

    private static KerberosLogin kerberos(MetastoreKerberosConfig config)
    {
        return KerberosLogin.of(config.getClientPrincipal(), config.getClientKeytab().toPath(), config.getServicePrincipal());
    }

    @Provides
    @Singleton
    static MetastoreClients clients(HiveMetastoreConfig config, MetastoreSecurity security)
    {
        MetastoreAddress address = MetastoreAddress.parse(config.getUri())
                .withConnectTimeout(config.getConnectTimeout().toJavaTime())
                .withCallTimeout(config.getReadTimeout().toJavaTime())
                .withPatience(config.getMaxRetryTime().toJavaTime());
        return new MetastoreClients(config.getUsername().map(address::withUser).orElse(address), security, config.isImpersonation());
    }

    @Provides
    @Singleton
    static TableRegistry registry(MetastoreClients clients, TableStores stores, DataFileFormats formats, VarveConfig config, HiveMetastoreConfig metastore)
    {
        CatalogSettings settings = CatalogSettings.DEFAULT
                .withExternalTables(metastore.getTableType() == TableType.EXTERNAL)
                .withLocationInProperties(metastore.isLocationInProperties())
                .withAllProperties(metastore.isAllProperties())
                .withLock(metastore.getLockTimeout().toJavaTime(), metastore.getLockCheckInterval().toJavaTime())
                .withLock(metastore.getLock().map(always -> always ? Lock.ALWAYS : Lock.NEVER).orElse(Lock.OBJECT_STORES));
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
