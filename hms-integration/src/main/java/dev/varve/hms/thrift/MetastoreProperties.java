package dev.varve.hms.thrift;

import dev.varve.error.VarveException;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.CatalogSettings.Lock;
import dev.varve.schema.OptionMap;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * What properties say of a metastore and of the catalog over it. Their names are those of a catalog file of Trino where it has them, and those of Paimon's Hive
 * catalog otherwise.
 */
public record MetastoreProperties(MetastoreAddress address, MetastoreSecurity security, CatalogSettings settings)
{
    private static final String USER = "hive.metastore.username";
    private static final String CONNECT_TIMEOUT = "hive.metastore.thrift.client.connect-timeout";
    private static final String READ_TIMEOUT = "hive.metastore.thrift.client.read-timeout";
    private static final String RETRY_TIME = "hive.metastore.thrift.client.max-retry-time";
    private static final String AUTHENTICATION = "hive.metastore.authentication.type";
    private static final String SERVICE_PRINCIPAL = "hive.metastore.service.principal";
    private static final String CLIENT_PRINCIPAL = "hive.metastore.client.principal";
    private static final String CLIENT_KEYTAB = "hive.metastore.client.keytab";
    private static final String TLS = "hive.metastore.thrift.client.ssl.enabled";
    private static final String TRUSTED = "hive.metastore.thrift.client.ssl.trust-certificate";
    private static final String TRUSTED_PASSWORD = "hive.metastore.thrift.client.ssl.trust-certificate-password";
    private static final String KEY = "hive.metastore.thrift.client.ssl.key";
    private static final String KEY_PASSWORD = "hive.metastore.thrift.client.ssl.key-password";
    private static final String LOCK = "lock.enabled";
    private static final String LOCK_TIMEOUT = "lock-acquire-timeout";
    private static final String LOCK_CHECK = "lock-check-max-sleep";
    private static final String TABLE_TYPE = "table.type";
    private static final String LOCATION_IN_PROPERTIES = "location-in-properties";
    private static final String ALL_PROPERTIES = "sync-all-properties";

    private static final String PREFIX = "hive.metastore.";
    private static final Set<String> OF_METASTORES = Set.of(
            USER, CONNECT_TIMEOUT, READ_TIMEOUT, RETRY_TIME, AUTHENTICATION, SERVICE_PRINCIPAL, CLIENT_PRINCIPAL, CLIENT_KEYTAB, TLS, TRUSTED, TRUSTED_PASSWORD, KEY, KEY_PASSWORD);
    private static final Set<String> OF_CATALOGS = Set.of(LOCK, LOCK_TIMEOUT, LOCK_CHECK, TABLE_TYPE, LOCATION_IN_PROPERTIES, ALL_PROPERTIES);

    private enum Authentication
    {
        NONE,
        KERBEROS,
    }

    private enum TableType
    {
        MANAGED,
        EXTERNAL,
    }

    public MetastoreProperties
    {
        requireNonNull(address, "address is null");
        requireNonNull(security, "security is null");
        requireNonNull(settings, "settings is null");
    }

    /** Whether a property is about a metastore, or the catalog over it; others are about the store of the tables. */
    public static boolean concern(String property)
    {
        return property.startsWith(PREFIX) || OF_CATALOGS.contains(property);
    }

    /**
     * @param uris as {@link MetastoreAddress#parse} takes them
     * @param properties which all {@link #concern} a metastore
     * @throws VarveException of kind INVALID_REQUEST for a property that is unknown, makes no sense, or lacks another
     */
    public static MetastoreProperties parse(String uris, Map<String, String> properties)
    {
        for (String property : properties.keySet()) {
            if (!OF_METASTORES.contains(property) && !OF_CATALOGS.contains(property)) {
                throw VarveException.invalid("There is no property '" + property + "' of a client of a Hive Metastore");
            }
        }
        OptionMap values = new OptionMap(properties);
        Optional<KerberosLogin> kerberos = kerberos(values);
        MetastoreAddress address = MetastoreAddress.parse(uris);
        address = values.duration(CONNECT_TIMEOUT).map(address::withConnectTimeout).orElse(address);
        address = values.duration(READ_TIMEOUT).map(address::withCallTimeout).orElse(address);
        address = values.duration(RETRY_TIME).map(address::withPatience).orElse(address);
        Optional<String> user = values.text(USER);
        if (user.isPresent() && kerberos.isPresent()) {
            throw VarveException.invalid(USER + " is for metastores that believe everybody: with Kerberos one is called as " + CLIENT_PRINCIPAL);
        }
        address = user.map(address::withUser).orElse(address);
        return new MetastoreProperties(address, new MetastoreSecurity(tls(values).map(TlsFiles::context), kerberos), settings(values));
    }

    private static Optional<KerberosLogin> kerberos(OptionMap values)
    {
        if (values.choice(AUTHENTICATION, Authentication.NONE) == Authentication.KERBEROS) {
            return Optional.of(KerberosLogin.of(
                    required(values, CLIENT_PRINCIPAL, AUTHENTICATION + "=KERBEROS"),
                    Path.of(required(values, CLIENT_KEYTAB, AUTHENTICATION + "=KERBEROS")),
                    required(values, SERVICE_PRINCIPAL, AUTHENTICATION + "=KERBEROS")));
        }
        requireNone(values, AUTHENTICATION + "=KERBEROS", SERVICE_PRINCIPAL, CLIENT_PRINCIPAL, CLIENT_KEYTAB);
        return Optional.empty();
    }

    private static Optional<TlsFiles> tls(OptionMap values)
    {
        if (values.flag(TLS, false)) {
            return Optional.of(new TlsFiles(
                    Path.of(required(values, TRUSTED, TLS + "=true")), values.text(TRUSTED_PASSWORD), values.text(KEY).map(Path::of), values.text(KEY_PASSWORD)));
        }
        requireNone(values, TLS + "=true", TRUSTED, TRUSTED_PASSWORD, KEY, KEY_PASSWORD);
        return Optional.empty();
    }

    private static CatalogSettings settings(OptionMap values)
    {
        CatalogSettings settings = CatalogSettings.DEFAULT;
        settings = settings.withLock(values.duration(LOCK_TIMEOUT).orElse(settings.lockTimeout()), values.duration(LOCK_CHECK).orElse(settings.lockCheckInterval()))
                .withLock(values.text(LOCK).isEmpty() ? settings.lock() : values.flag(LOCK, false) ? Lock.ALWAYS : Lock.NEVER);
        return settings
                .withExternalTables(values.choice(TABLE_TYPE, TableType.MANAGED) == TableType.EXTERNAL)
                .withLocationInProperties(values.flag(LOCATION_IN_PROPERTIES, false))
                .withAllProperties(values.flag(ALL_PROPERTIES, true));
    }

    private static String required(OptionMap values, String property, String because)
    {
        return values.text(property).orElseThrow(() -> VarveException.invalid(because + " needs " + property));
    }

    /** A property that would be passed over in silence. */
    private static void requireNone(OptionMap values, String wanted, String... properties)
    {
        for (String property : properties) {
            if (values.text(property).isPresent()) {
                throw VarveException.invalid("Property " + property + " is for " + wanted);
            }
        }
    }
}
