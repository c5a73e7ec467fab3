package dev.varve.trino;

import io.airlift.configuration.Config;
import io.airlift.configuration.ConfigDescription;
import io.airlift.configuration.validation.FileExists;
import jakarta.validation.constraints.NotNull;

import java.io.File;

/** As whom a catalog shows itself to a Hive Metastore by Kerberos, in the words of Trino's own connectors. */
public final class MetastoreKerberosConfig
{
    private String servicePrincipal;
    private String clientPrincipal;
    private File clientKeytab;

    @NotNull
    public String getServicePrincipal()
    {
        return servicePrincipal;
    }

    @Config("hive.metastore.service.principal")
    @ConfigDescription("Kerberos principal of the metastore; _HOST in it stands for the host of its URI")
    public MetastoreKerberosConfig setServicePrincipal(String servicePrincipal)
    {
        this.servicePrincipal = servicePrincipal;
        return this;
    }

    @NotNull
    public String getClientPrincipal()
    {
        return clientPrincipal;
    }

    @Config("hive.metastore.client.principal")
    @ConfigDescription("Kerberos principal as which the metastore is called; _HOST in it stands for the name of the machine")
    public MetastoreKerberosConfig setClientPrincipal(String clientPrincipal)
    {
        this.clientPrincipal = clientPrincipal;
        return this;
    }

    @NotNull
    @FileExists
    public File getClientKeytab()
    {
        return clientKeytab;
    }

    @Config("hive.metastore.client.keytab")
    @ConfigDescription("File with the key of the client's principal")
    public MetastoreKerberosConfig setClientKeytab(File clientKeytab)
    {
        this.clientKeytab = clientKeytab;
        return this;
    }
}
