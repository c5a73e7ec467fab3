package dev.varve.hms.thrift;

import javax.net.ssl.SSLContext;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * How a metastore and its clients know each other.
 *
 * @param tls what connections are encrypted with, in which the metastore shows a certificate for its host; absent, they are not
 * @param kerberos as whom the client shows itself; absent, it is believed whatever it says
 */
public record MetastoreSecurity(Optional<SSLContext> tls, Optional<KerberosLogin> kerberos)
{
    public static final MetastoreSecurity NONE = new MetastoreSecurity(Optional.empty(), Optional.empty());

    public MetastoreSecurity
    {
        requireNonNull(tls, "tls is null");
        requireNonNull(kerberos, "kerberos is null");
    }
}
