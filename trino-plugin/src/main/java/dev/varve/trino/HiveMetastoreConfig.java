package dev.varve.trino;

import dev.varve.error.VarveException;
import dev.varve.hms.thrift.MetastoreAddress;
import io.airlift.configuration.Config;
import io.airlift.configuration.ConfigDescription;
import io.airlift.configuration.LegacyConfig;
import io.airlift.units.Duration;
import io.airlift.units.MinDuration;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a catalog's properties file says of a Hive Metastore, in the words of Trino's own connectors; of tables and locks in those of Paimon. */
public final class HiveMetastoreConfig
{
    /** How the metastore knows its clients. */
    public enum Authentication
    {
        NONE,
        KERBEROS,
    }

    /** What becomes of the data of a table that is dropped. */
    public enum TableType
    {
        MANAGED,
        EXTERNAL,
    }

    private String uri;
    private Authentication authentication = Authentication.NONE;
    private boolean tls;
    private Optional<String> username = Optional.empty();
    private boolean impersonation;
    private Duration connectTimeout = new Duration(10, TimeUnit.SECONDS);
    private Duration readTimeout = new Duration(60, TimeUnit.SECONDS);
    private Duration maxRetryTime = new Duration(10, TimeUnit.SECONDS);
    private TableType tableType = TableType.MANAGED;
    private boolean locationInProperties;
    private boolean allProperties = true;
    private Optional<Boolean> lock = Optional.empty();
    private Duration lockTimeout = new Duration(8, TimeUnit.MINUTES);
    private Duration lockCheckInterval = new Duration(8, TimeUnit.SECONDS);

    @NotNull(message = "must be set with metastore=hive, for example thrift://host:9083")
    public String getUri()
    {
        return uri;
    }

    @Config("hive.metastore.uri")
    @LegacyConfig("uri")
    @ConfigDescription("The Hive Metastore, thrift://HOST:PORT; several over the same database with commas, of which one that answers is taken")
    public HiveMetastoreConfig setUri(String uri)
    {
        this.uri = uri;
        return this;
    }

    @AssertTrue(message = "hive.metastore.uri must be thrift://HOST:PORT, several with commas")
    public boolean isUriPossible()
    {
        try {
            return uri == null || !MetastoreAddress.parse(uri).uris().isEmpty();
        }
        catch (VarveException e) {
            return false;
        }
    }

    @NotNull
    public Authentication getAuthentication()
    {
        return authentication;
    }

    @Config("hive.metastore.authentication.type")
    @ConfigDescription("How the metastore knows its clients: NONE, or KERBEROS")
    public HiveMetastoreConfig setAuthentication(Authentication authentication)
    {
        this.authentication = authentication;
        return this;
    }

    public boolean isTls()
    {
        return tls;
    }

    @Config("hive.metastore.thrift.client.ssl.enabled")
    @ConfigDescription("Whether connections to the metastore are encrypted")
    public HiveMetastoreConfig setTls(boolean tls)
    {
        this.tls = tls;
        return this;
    }

    public Optional<String> getUsername()
    {
        return username;
    }

    @Config("hive.metastore.username")
    @ConfigDescription("In whose name the metastore is called if it does not ask for authentication, and nobody is impersonated")
    public HiveMetastoreConfig setUsername(String username)
    {
        this.username = Optional.ofNullable(username);
        return this;
    }

    public boolean isImpersonation()
    {
        return impersonation;
    }

    @Config("hive.metastore.thrift.impersonation.enabled")
    @ConfigDescription("Whether the metastore is called in the name of the user of the session")
    public HiveMetastoreConfig setImpersonation(boolean impersonation)
    {
        this.impersonation = impersonation;
        return this;
    }

    @AssertTrue(message = "hive.metastore.username and hive.metastore.thrift.impersonation.enabled name different users: leave one out")
    public boolean isOneUser()
    {
        return username.isEmpty() || !impersonation;
    }

    @AssertTrue(message = "hive.metastore.username and hive.metastore.thrift.impersonation.enabled are for hive.metastore.authentication.type=NONE: " +
            "with KERBEROS the metastore is always called as hive.metastore.client.principal")
    public boolean isUserBelieved()
    {
        return authentication == Authentication.NONE || username.isEmpty() && !impersonation;
    }

    @NotNull
    @MinDuration("1ms")
    public Duration getConnectTimeout()
    {
        return connectTimeout;
    }

    @Config("hive.metastore.thrift.client.connect-timeout")
    @ConfigDescription("How long connecting to one metastore may take")
    public HiveMetastoreConfig setConnectTimeout(Duration connectTimeout)
    {
        this.connectTimeout = connectTimeout;
        return this;
    }

    @NotNull
    @MinDuration("1ms")
    public Duration getReadTimeout()
    {
        return readTimeout;
    }

    @Config("hive.metastore.thrift.client.read-timeout")
    @ConfigDescription("How long a metastore may take for an answer before it is taken for one that failed")
    public HiveMetastoreConfig setReadTimeout(Duration readTimeout)
    {
        this.readTimeout = readTimeout;
        return this;
    }

    @NotNull
    @MinDuration("0ms")
    public Duration getMaxRetryTime()
    {
        return maxRetryTime;
    }

    @Config("hive.metastore.thrift.client.max-retry-time")
    @ConfigDescription("How long a metastore that cannot be reached is tried again")
    public HiveMetastoreConfig setMaxRetryTime(Duration maxRetryTime)
    {
        this.maxRetryTime = maxRetryTime;
        return this;
    }

    @NotNull
    public TableType getTableType()
    {
        return tableType;
    }

    @Config("table.type")
    @ConfigDescription("Whether tables are created as managed ones, whose data is deleted when they are dropped, or as external ones, whose data stays")
    public HiveMetastoreConfig setTableType(TableType tableType)
    {
        this.tableType = tableType;
        return this;
    }

    public boolean isLocationInProperties()
    {
        return locationInProperties;
    }

    @Config("location-in-properties")
    @ConfigDescription("Whether the locations of new schemas and tables are kept in parameter paimon_location, for a metastore that cannot reach the store")
    public HiveMetastoreConfig setLocationInProperties(boolean locationInProperties)
    {
        this.locationInProperties = locationInProperties;
        return this;
    }

    public boolean isAllProperties()
    {
        return allProperties;
    }

    @Config("sync-all-properties")
    @ConfigDescription("Whether the metastore is told all options of tables, or only those that begin with hive.")
    public HiveMetastoreConfig setAllProperties(boolean allProperties)
    {
        this.allProperties = allProperties;
        return this;
    }

    public Optional<Boolean> getLock()
    {
        return lock;
    }

    @Config("lock.enabled")
    @ConfigDescription("Whether tables are changed under the metastore's lock; those in object stores are, if this is not set")
    public HiveMetastoreConfig setLock(Boolean lock)
    {
        this.lock = Optional.ofNullable(lock);
        return this;
    }

    @NotNull
    @MinDuration("1ms")
    public Duration getLockTimeout()
    {
        return lockTimeout;
    }

    @Config("lock-acquire-timeout")
    @ConfigDescription("How long the lock of a table is waited for")
    public HiveMetastoreConfig setLockTimeout(Duration lockTimeout)
    {
        this.lockTimeout = lockTimeout;
        return this;
    }

    @NotNull
    @MinDuration("1ms")
    public Duration getLockCheckInterval()
    {
        return lockCheckInterval;
    }

    @Config("lock-check-max-sleep")
    @ConfigDescription("How long at most between two looks whether a lock is free")
    public HiveMetastoreConfig setLockCheckInterval(Duration lockCheckInterval)
    {
        this.lockCheckInterval = lockCheckInterval;
        return this;
    }
}
