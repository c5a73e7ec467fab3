package dev.varve.trino;

import io.airlift.configuration.Config;
import io.airlift.configuration.ConfigDescription;
import io.airlift.configuration.ConfigSecuritySensitive;
import io.airlift.configuration.validation.FileExists;
import jakarta.validation.constraints.NotNull;

import java.io.File;
import java.util.Optional;

/** The keys and certificates of encrypted connections to a Hive Metastore, in the words of Trino's own connectors. */
public final class MetastoreTlsConfig
{
    private File trustCertificate;
    private Optional<String> trustCertificatePassword = Optional.empty();
    private Optional<File> key = Optional.empty();
    private Optional<String> keyPassword = Optional.empty();

    @NotNull
    @FileExists
    public File getTrustCertificate()
    {
        return trustCertificate;
    }

    @Config("hive.metastore.thrift.client.ssl.trust-certificate")
    @ConfigDescription("Whose certificates are believed: a JKS or PKCS #12 store, or certificates in PEM")
    public MetastoreTlsConfig setTrustCertificate(File trustCertificate)
    {
        this.trustCertificate = trustCertificate;
        return this;
    }

    public Optional<String> getTrustCertificatePassword()
    {
        return trustCertificatePassword;
    }

    @Config("hive.metastore.thrift.client.ssl.trust-certificate-password")
    @ConfigSecuritySensitive
    public MetastoreTlsConfig setTrustCertificatePassword(String trustCertificatePassword)
    {
        this.trustCertificatePassword = Optional.ofNullable(trustCertificatePassword);
        return this;
    }

    public Optional<@FileExists File> getKey()
    {
        return key;
    }

    @Config("hive.metastore.thrift.client.ssl.key")
    @ConfigDescription("A JKS or PKCS #12 store with the key of the client, if the metastore wants to see one")
    public MetastoreTlsConfig setKey(File key)
    {
        this.key = Optional.ofNullable(key);
        return this;
    }

    public Optional<String> getKeyPassword()
    {
        return keyPassword;
    }

    @Config("hive.metastore.thrift.client.ssl.key-password")
    @ConfigSecuritySensitive
    public MetastoreTlsConfig setKeyPassword(String keyPassword)
    {
        this.keyPassword = Optional.ofNullable(keyPassword);
        return this;
    }
}
