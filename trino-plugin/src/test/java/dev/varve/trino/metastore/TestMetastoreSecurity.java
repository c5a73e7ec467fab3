package dev.varve.trino.metastore;

import dev.varve.TemporaryDirectory;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.thrift.MetastoreProperties;
import dev.varve.hms.thrift.ThriftMetastoreClient;
import dev.varve.trino.VarvePlugin;
import io.airlift.bootstrap.ApplicationConfigurationException;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.transaction.IsolationLevel;
import io.trino.testing.TestingConnectorContext;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.trino.testing.TestingConnectorSession.SESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Catalogs over metastores that want to know who their clients are, with a real Kerberos and real certificates. */
public class TestMetastoreSecurity
{
    private TemporaryDirectory directory;
    private MetastoreTables tables;
    private SecuredMetastores metastores;
    private String krb5Conf;

    @BeforeClass
    public void start()
            throws Exception
    {
        krb5Conf = System.getProperty("java.security.krb5.conf");
        directory = TemporaryDirectory.create();
        tables = new MetastoreTables(directory.path());
        metastores = SecuredMetastores.start(directory.path());
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        metastores.close();
        metastores = null;
        directory.close();
        directory = null;
        if (krb5Conf == null) {
            System.clearProperty("java.security.krb5.conf");
        }
        else {
            System.setProperty("java.security.krb5.conf", krb5Conf);
        }
    }

    @DataProvider
    public Object[][] protections()
    {
        return new Object[][] {{"auth"}, {"auth-int"}, {"auth-conf"}};
    }

    @Test(dataProvider = "protections")
    public void testKerberos(String protection)
            throws Exception
    {
        try (ThriftMetastore metastore = metastores.startKerberos(tables, protection)) {
            assertThat(schemas(kerberos(metastore, "trino"))).contains("sys");
            assertThat(metastores.clients().getLast()).isEqualTo("trino@" + SecuredMetastores.REALM);
            requireShellAgrees(kerberos(metastore, "trino"));
        }
    }

    @Test
    public void testKerberosThatDoesNotWorkIsNamed()
            throws Exception
    {
        try (ThriftMetastore metastore = metastores.startKerberos(tables, "auth")) {
            assertThatThrownBy(() -> schemas(kerberos(metastore, "stranger")))
                    .isInstanceOf(TrinoException.class)
                    .hasMessageContaining(metastore.uri())
                    .hasMessageContaining("Kerberos as stranger@" + SecuredMetastores.REALM);
            Map<String, String> wrongKeytab = kerberos(metastore, "trino");
            wrongKeytab.put("hive.metastore.client.keytab", metastores.file("stranger.keytab").toString());
            assertThatThrownBy(() -> schemas(wrongKeytab)).hasMessageContaining("Kerberos cannot log in as trino@" + SecuredMetastores.REALM);
            assertThatThrownBy(() -> schemas(properties(metastore, Map.of()))).hasMessageContaining("The Hive Metastore at " + metastore.uri() + " cannot be reached");
        }
    }

    private Map<String, String> kerberos(ThriftMetastore metastore, String client)
    {
        return properties(metastore, Map.of(
                "hive.metastore.authentication.type", "KERBEROS",
                "hive.metastore.service.principal", "hive/_HOST@" + SecuredMetastores.REALM,
                "hive.metastore.client.principal", client + "@" + SecuredMetastores.REALM,
                "hive.metastore.client.keytab", metastores.file(client + ".keytab").toString()));
    }

    @Test
    public void testTls()
            throws Exception
    {
        metastores.createKey("metastore", "localhost");
        metastores.createKey("elsewhere", "elsewhere.example.com");
        Map<String, String> tls = Map.of(
                "hive.metastore.thrift.client.ssl.enabled", "true",
                "hive.metastore.thrift.client.ssl.trust-certificate", metastores.file("metastore.pem").toString(),
                "hive.metastore.thrift.client.ssl.key", metastores.file("elsewhere.p12").toString(),
                "hive.metastore.thrift.client.ssl.key-password", SecuredMetastores.PASSWORD);
        try (ThriftMetastore metastore = metastores.startTls(tables, "metastore", "elsewhere")) {
            assertThat(schemas(properties(metastore, tls))).contains("sys");
            requireShellAgrees(properties(metastore, tls));
            Map<String, String> store = properties(metastore, tls);
            store.put("hive.metastore.thrift.client.ssl.trust-certificate", metastores.file("metastore.p12").toString());
            store.put("hive.metastore.thrift.client.ssl.trust-certificate-password", SecuredMetastores.PASSWORD);
            assertThat(schemas(store)).contains("sys");
            store.put("hive.metastore.thrift.client.ssl.trust-certificate-password", "wrong");
            assertThatThrownBy(() -> schemas(store)).hasMessageContaining("Keys or certificates cannot be read from " + metastores.file("metastore.p12"));
            Map<String, String> strange = properties(metastore, tls);
            strange.put("hive.metastore.thrift.client.ssl.trust-certificate", metastores.file("elsewhere.pem").toString());
            assertThatThrownBy(() -> schemas(strange)).hasMessageContaining("TLS to " + metastore.uri());
            Map<String, String> nameless = properties(metastore, tls);
            nameless.keySet().removeIf(property -> property.contains("ssl.key"));
            assertThatThrownBy(() -> schemas(nameless)).hasMessageContaining("cannot be reached");
        }
        try (ThriftMetastore metastore = metastores.startTls(tables, "elsewhere", "elsewhere")) {
            Map<String, String> properties = properties(metastore, tls);
            properties.put("hive.metastore.thrift.client.ssl.trust-certificate", metastores.file("elsewhere.pem").toString());
            assertThatThrownBy(() -> schemas(properties)).hasMessageContaining("localhost");
        }
    }

    /** The commands of the shell speak to the metastore themselves, with properties of the same names. */
    private static void requireShellAgrees(Map<String, String> catalog)
            throws Exception
    {
        Map<String, String> properties = new HashMap<>(catalog);
        String uri = properties.remove("hive.metastore.uri");
        properties.keySet().removeIf(property -> !MetastoreProperties.concern(property));
        MetastoreProperties parsed = MetastoreProperties.parse(uri, properties);
        try (MetastoreClient client = ThriftMetastoreClient.of(parsed.address(), parsed.security())) {
            assertThat(client.databases()).isEmpty();
        }
        assertThat(parsed.address().callTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @DataProvider
    public Object[][] contradictions()
    {
        return new Object[][] {
                {Map.of("hive.metastore.authentication.type", "KERBEROS"), "hive.metastore.service.principal"},
                {Map.of("hive.metastore.authentication.type", "KERBEROS", "hive.metastore.thrift.impersonation.enabled", "true"), "with KERBEROS the metastore is always called as"},
                {Map.of("hive.metastore.username", "a", "hive.metastore.thrift.impersonation.enabled", "true"), "leave one out"},
                {Map.of("hive.metastore.client.principal", "trino@X"), "'hive.metastore.client.principal' was not used"},
                {Map.of("hive.metastore.thrift.client.ssl.enabled", "true"), "hive.metastore.thrift.client.ssl.trust-certificate"},
                {Map.of("hive.metastore.uri", "localhost:9083"), "hive.metastore.uri must be thrift://HOST:PORT"},
        };
    }

    @Test(dataProvider = "contradictions")
    public void testWhatContradictsItselfIsRefused(Map<String, String> properties, String message)
    {
        Map<String, String> all = new HashMap<>(Map.of("metastore", "hive", "warehouse", "/nowhere", "hive.metastore.uri", "thrift://localhost:1"));
        all.putAll(properties);
        assertThatThrownBy(() -> schemas(all)).isInstanceOf(ApplicationConfigurationException.class).hasMessageContaining(message);
    }

    private Map<String, String> properties(ThriftMetastore metastore, Map<String, String> others)
    {
        Map<String, String> properties = new HashMap<>(Map.of(
                "metastore", "hive",
                "hive.metastore.uri", metastore.uri(),
                "hive.metastore.thrift.client.read-timeout", "5s",
                "hive.metastore.thrift.client.max-retry-time", "0s",
                "warehouse", directory.path().toString()));
        properties.putAll(others);
        return properties;
    }

    private static List<String> schemas(Map<String, String> properties)
    {
        ConnectorFactory factory = new VarvePlugin().getConnectorFactories().iterator().next();
        Connector connector = factory.create("lake", properties, new TestingConnectorContext());
        try {
            ConnectorSession session = SESSION;
            return connector.getMetadata(session, connector.beginTransaction(IsolationLevel.READ_COMMITTED, true, true)).listSchemaNames(session);
        }
        finally {
            connector.shutdown();
        }
    }
}
