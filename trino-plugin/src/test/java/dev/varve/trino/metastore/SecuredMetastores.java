package dev.varve.trino.metastore;

import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.apache.thrift.transport.TSaslServerTransport;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.TTransportFactory;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Kerberos realm of its own, and metastores that ask for it or for TLS. */
final class SecuredMetastores
        implements AutoCloseable
{
    static final String REALM = "VARVE.TEST";
    static final String PASSWORD = "changeit";

    private final Path directory;
    private final SimpleKdcServer kdc;
    private final String host;
    /** Who showed itself to a metastore. */
    private final List<String> clients = new CopyOnWriteArrayList<>();

    private SecuredMetastores(Path directory, SimpleKdcServer kdc, String host)
    {
        this.directory = directory;
        this.kdc = kdc;
        this.host = host;
    }

    /** Starts the realm, with keytabs {@code metastore.keytab}, {@code trino.keytab} and {@code stranger.keytab}. */
    static SecuredMetastores start(Path directory)
            throws IOException, KrbException
    {
        SimpleKdcServer kdc = new SimpleKdcServer();
        kdc.setWorkDir(directory.toFile());
        kdc.setKdcRealm(REALM);
        kdc.setKdcHost("localhost");
        kdc.setAllowUdp(false);
        kdc.init();
        kdc.start();
        String host = InetAddress.getByName("localhost").getCanonicalHostName().toLowerCase(Locale.ROOT);
        SecuredMetastores metastores = new SecuredMetastores(directory, kdc, host);
        metastores.createPrincipal(metastores.service(), "metastore.keytab");
        metastores.createPrincipal("trino@" + REALM, "trino.keytab");
        metastores.createPrincipal("stranger@" + REALM, "stranger.keytab");
        return metastores;
    }

    private void createPrincipal(String principal, String keytab)
            throws KrbException
    {
        kdc.createPrincipal(principal);
        kdc.exportPrincipal(principal, file(keytab));
    }

    File file(String name)
    {
        return directory.resolve(name).toFile();
    }

    private String service()
    {
        return "hive/" + host + "@" + REALM;
    }

    List<String> clients()
    {
        return clients;
    }

    /** @param protection {@code auth}, {@code auth-int} or {@code auth-conf} */
    ThriftMetastore startKerberos(MetastoreTables tables, String protection)
            throws IOException, TTransportException, LoginException
    {
        Subject subject = login();
        TSaslServerTransport.Factory sasl = new TSaslServerTransport.Factory("GSSAPI", "hive", host, Map.of(Sasl.QOP, protection), callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof AuthorizeCallback authorize) {
                    clients.add(authorize.getAuthenticationID());
                    authorize.setAuthorized(!authorize.getAuthenticationID().startsWith("stranger"));
                }
            }
        });
        return ThriftMetastore.start(tables, new ServerSocket(), new TTransportFactory()
        {
            @Override
            public TTransport getTransport(TTransport base)
            {
                return Subject.callAs(subject, () -> sasl.getTransport(base));
            }
        });
    }

    private Subject login()
            throws LoginException
    {
        Map<String, String> options = Map.of(
                "principal", service(),
                "keyTab", file("metastore.keytab").toString(),
                "useKeyTab", "true",
                "storeKey", "true",
                "isInitiator", "false",
                "refreshKrb5Config", "true");
        LoginContext login = new LoginContext("", new Subject(), null, new Configuration()
        {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name)
            {
                return new AppConfigurationEntry[] {new AppConfigurationEntry("com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options)};
            }
        });
        login.login();
        return login.getSubject();
    }

    /** A key and its certificate: {@code NAME.p12} and {@code NAME.pem}. */
    void createKey(String name, String host)
            throws IOException, InterruptedException, GeneralSecurityException
    {
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=dns:" + host, "-storetype", "PKCS12",
                "-keystore", file(name + ".p12").toString(), "-storepass", PASSWORD);
        byte[] certificate = KeyStore.getInstance(file(name + ".p12"), PASSWORD.toCharArray()).getCertificate(name).getEncoded();
        Files.writeString(file(name + ".pem").toPath(), "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(Base64.getMimeEncoder().encodeToString(certificate)));
    }

    private void keytool(String... arguments)
            throws IOException, InterruptedException
    {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        builder.command().addAll(List.of(arguments));
        Path output = directory.resolve("keytool.log");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(output));
        }
    }

    /** @param clients the name of the key that clients must show */
    ThriftMetastore startTls(MetastoreTables tables, String key, String clients)
            throws IOException, GeneralSecurityException, TTransportException
    {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file(key + ".p12"), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(clients, KeyStore.getInstance(file(clients + ".p12"), PASSWORD.toCharArray()).getCertificate(clients));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        socket.setNeedClientAuth(true);
        return ThriftMetastore.start(tables, socket, new TTransportFactory());
    }

    @Override
    public void close()
            throws KrbException
    {
        kdc.stop();
    }
}
