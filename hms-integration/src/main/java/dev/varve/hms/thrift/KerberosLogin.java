package dev.varve.hms.thrift;

import dev.varve.error.VarveException;
import org.apache.thrift.transport.TSaslClientTransport;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/**
 * Shows a client to metastores by Kerberos, with the key that a keytab has. Realms and their servers are those of the machine's {@code krb5.conf}, or of
 * the one that the system property {@code java.security.krb5.conf} names. Logs in when it is first needed, and again before its ticket expires. Safe for
 * use by several threads.
 */
public final class KerberosLogin
{
    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";
    private static final String MECHANISM = "GSSAPI";
    /** The metastore says which of these it wants: encryption, checksums, or neither. */
    private static final Map<String, String> PROTECTION = Map.of(Sasl.QOP, "auth-conf,auth-int,auth", Sasl.SERVER_AUTH, "true");
    private static final Pattern SERVICE = Pattern.compile("([^/@]+)/([^/@]+)(@[^/@]+)?");
    private static final String ANY_HOST = "_HOST";
    /** Tickets are renewed when that much of their life is left. */
    private static final Duration SPARE = Duration.ofMinutes(5);

    private final String clientPrincipal;
    private final Path keytab;
    private final String serviceName;
    private final String serviceHost;
    private Subject subject;

    private KerberosLogin(String clientPrincipal, Path keytab, String serviceName, String serviceHost)
    {
        this.clientPrincipal = requireNonNull(clientPrincipal, "clientPrincipal is null");
        this.keytab = requireNonNull(keytab, "keytab is null");
        this.serviceName = requireNonNull(serviceName, "serviceName is null");
        this.serviceHost = requireNonNull(serviceHost, "serviceHost is null");
    }

    /**
     * @param clientPrincipal as whom the client shows itself; in it, {@code _HOST} stands for the name of this machine
     * @param keytab the file with its key
     * @param servicePrincipal of the metastore, {@code hive/HOST@REALM}; {@code _HOST} stands for the host of its URI
     * @throws VarveException of kind INVALID_REQUEST if that is no principal, or there is no such file
     */
    public static KerberosLogin of(String clientPrincipal, Path keytab, String servicePrincipal)
    {
        Matcher service = SERVICE.matcher(servicePrincipal);
        if (!service.matches()) {
            throw VarveException.invalid("'" + servicePrincipal + "' is not the principal of a Hive Metastore: write NAME/HOST@REALM, such as hive/_HOST@EXAMPLE.COM");
        }
        if (!Files.isReadable(keytab)) {
            throw VarveException.invalid("The keytab " + keytab + " of " + clientPrincipal + " cannot be read");
        }
        return new KerberosLogin(clientPrincipal.replace(ANY_HOST, thisHost()), keytab, service.group(1), service.group(2));
    }

    private static String thisHost()
    {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName().toLowerCase(Locale.ROOT);
        }
        catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /**
     * A transport over one that is open, after both sides have shown themselves.
     *
     * @param host of the metastore's URI
     * @throws TTransportException if the login fails, or one side does not accept the other
     */
    TTransport open(TTransport connected, String host)
            throws TTransportException
    {
        try {
            return Subject.doAs(subject(), (PrivilegedExceptionAction<TTransport>) () -> {
                String server = serviceHost.equals(ANY_HOST) ? InetAddress.getByName(host).getCanonicalHostName().toLowerCase(Locale.ROOT) : serviceHost;
                TSaslClientTransport transport = new TSaslClientTransport(MECHANISM, null, serviceName, server, PROTECTION, null, connected);
                transport.open();
                return transport;
            });
        }
        catch (PrivilegedActionException e) {
            throw failure("Kerberos as " + clientPrincipal + ": ", e.getException());
        }
        catch (LoginException e) {
            throw failure("Kerberos cannot log in as " + clientPrincipal + " with keytab " + keytab + ": ", e);
        }
    }

    private static TTransportException failure(String what, Exception e)
    {
        if (e instanceof TTransportException transport && !(transport.getCause() instanceof SaslException)) {
            return new TTransportException(transport.getType(), what + transport.getMessage(), transport);
        }
        return new TTransportException(what + e.getMessage(), e);
    }

    private synchronized Subject subject()
            throws LoginException
    {
        if (subject == null || expires(subject)) {
            LoginContext login = new LoginContext("", new Subject(), null, new FromKeytab(clientPrincipal, keytab));
            login.login();
            subject = login.getSubject();
        }
        return subject;
    }

    private static boolean expires(Subject subject)
    {
        long soon = System.currentTimeMillis() + SPARE.toMillis();
        return subject.getPrivateCredentials(KerberosTicket.class).stream()
                .anyMatch(ticket -> ticket.getServer().getName().startsWith("krbtgt/") && (ticket.getEndTime() == null || ticket.getEndTime().getTime() < soon));
    }

    private static final class FromKeytab
            extends Configuration
    {
        private final Map<String, String> options;

        private FromKeytab(String principal, Path keytab)
        {
            options = Map.of(
                    "principal", principal,
                    "keyTab", keytab.toString(),
                    "useKeyTab", "true",
                    "storeKey", "true",
                    "doNotPrompt", "true",
                    "isInitiator", "true",
                    "refreshKrb5Config", "true");
        }

        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name)
        {
            return new AppConfigurationEntry[] {new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options)};
        }
    }
}
