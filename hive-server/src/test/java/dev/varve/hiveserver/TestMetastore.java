package dev.varve.hiveserver;

import dev.varve.process.ServerStartException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.Database;
import org.apache.hadoop.hive.metastore.api.LockComponent;
import org.apache.hadoop.hive.metastore.api.LockLevel;
import org.apache.hadoop.hive.metastore.api.LockRequest;
import org.apache.hadoop.hive.metastore.api.LockResponse;
import org.apache.hadoop.hive.metastore.api.LockState;
import org.apache.hadoop.hive.metastore.api.LockType;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Starts the packaged metastore, and asks it with Hive's own client. */
public class TestMetastore
{
    private HiveDistribution distribution;
    private Path state;

    @BeforeClass
    public void locate()
            throws IOException
    {
        distribution = new HiveDistribution(Path.of(System.getProperty("varve.test.distribution")));
        state = Files.createTempDirectory("hive-server");
    }

    @AfterClass(alwaysRun = true)
    public void deleteState()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void keepsWhatItWasToldAfterACrashAndHasLocks()
            throws Exception
    {
        assertThat(distribution.isComplete()).isTrue();
        Path data = state.resolve("data");
        URI uri;
        try (Metastore metastore = start(data, 0)) {
            uri = metastore.uri();
            HiveMetaStoreClient client = connect(uri);
            assertThat(client.getAllDatabases()).containsExactly("default");
            client.createDatabase(new Database("kept", "", null, Map.of()));
            client.close();
            metastore.kill();
        }
        try (Metastore metastore = start(data, uri.getPort())) {
            HiveMetaStoreClient client = connect(metastore.uri());
            assertThat(client.getDatabase("kept").getLocationUri()).isEqualTo("file:" + data.resolve("warehouse/kept.db"));
            LockResponse first = client.lock(exclusive());
            assertThat(first.getState()).isEqualTo(LockState.ACQUIRED);
            LockResponse second = client.lock(exclusive());
            assertThat(second.getState()).isEqualTo(LockState.WAITING);
            client.unlock(first.getLockid());
            assertThat(client.checkLock(second.getLockid()).getState()).isEqualTo(LockState.ACQUIRED);
            client.unlock(second.getLockid());
            client.close();
        }
        assertThat(state.resolve("hive")).isEmptyDirectory();
    }

    @Test
    public void refusesAPortThatIsTaken()
            throws Exception
    {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> start(state.resolve("data"), taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is not free");
        }
    }

    private Metastore start(Path data, int port)
            throws Exception
    {
        return Metastore.start(distribution, state, Optional.of(data), Optional.empty(), port, List.of());
    }

    private static HiveMetaStoreClient connect(URI uri)
            throws Exception
    {
        Configuration configuration = MetastoreConf.newMetastoreConf();
        MetastoreConf.setVar(configuration, ConfVars.THRIFT_URIS, uri.toString());
        return new HiveMetaStoreClient(configuration);
    }

    private static LockRequest exclusive()
    {
        LockComponent component = new LockComponent(LockType.EXCLUSIVE, LockLevel.TABLE, "kept");
        component.setTablename("t");
        return new LockRequest(List.of(component), "user", "host");
    }
}
