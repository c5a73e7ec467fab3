package dev.varve.hms.thrift;

import dev.varve.error.VarveException;
import dev.varve.hms.CatalogSettings;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestMetastoreProperties
{
    private static final String URI = "thrift://localhost:9083";

    @Test
    public void nothingIsSaid()
    {
        MetastoreProperties properties = MetastoreProperties.parse(URI, Map.of());
        assertThat(properties.address()).isEqualTo(MetastoreAddress.parse(URI));
        assertThat(properties.security()).isEqualTo(MetastoreSecurity.NONE);
        assertThat(properties.settings()).isEqualTo(CatalogSettings.DEFAULT);
    }

    @Test
    public void everythingIsSaid()
    {
        MetastoreProperties properties = MetastoreProperties.parse(URI, Map.of(
                "hive.metastore.username", "me",
                "hive.metastore.thrift.client.connect-timeout", "1s",
                "hive.metastore.thrift.client.read-timeout", "2m",
                "hive.metastore.thrift.client.max-retry-time", "0s",
                "lock.enabled", "true",
                "lock-acquire-timeout", "1 min",
                "table.type", "external",
                "location-in-properties", "true",
                "sync-all-properties", "false"));
        assertThat(properties.address())
                .isEqualTo(MetastoreAddress.parse(URI).withUser("me").withConnectTimeout(Duration.ofSeconds(1)).withCallTimeout(Duration.ofMinutes(2)).withPatience(Duration.ZERO));
        assertThat(properties.settings()).isEqualTo(CatalogSettings.DEFAULT
                .withLock(Duration.ofMinutes(1), CatalogSettings.DEFAULT.lockCheckInterval())
                .withExternalTables(true)
                .withLocationInProperties(true)
                .withAllProperties(false));
    }

    @DataProvider
    public Object[][] mistakes()
    {
        return new Object[][] {
                {Map.of("hive.metastore.usrname", "me"), "There is no property 'hive.metastore.usrname'"},
                {Map.of("hive.metastore.authentication.type", "KERBEROS"), "hive.metastore.authentication.type=KERBEROS needs hive.metastore.client.principal"},
                {Map.of("hive.metastore.authentication.type", "SIMPLE"), "hive.metastore.authentication.type"},
                {Map.of("hive.metastore.client.principal", "me@X"), "is for hive.metastore.authentication.type=KERBEROS"},
                {Map.of("hive.metastore.thrift.client.ssl.enabled", "true"), "needs hive.metastore.thrift.client.ssl.trust-certificate"},
                {Map.of("hive.metastore.thrift.client.ssl.key", "/k"), "is for hive.metastore.thrift.client.ssl.enabled=true"},
                {Map.of("table.type", "transactional"), "table.type"},
                {Map.of("lock-acquire-timeout", "soon"), "lock-acquire-timeout"},
        };
    }

    @Test(dataProvider = "mistakes")
    public void mistakesAreTold(Map<String, String> properties, String message)
    {
        assertThatThrownBy(() -> MetastoreProperties.parse(URI, properties)).isInstanceOf(VarveException.class).hasMessageContaining(message);
    }
}
