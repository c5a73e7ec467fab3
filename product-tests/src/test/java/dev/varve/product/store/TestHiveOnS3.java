package dev.varve.product.store;

import dev.varve.hiveserver.HiveDistribution;
import dev.varve.hiveserver.HiveSql;
import dev.varve.hiveserver.HiveStatementException;
import dev.varve.hiveserver.Metastore;
import dev.varve.product.hive.HiveClient;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.Test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tables in S3, read and written by Hive with Hadoop's S3A under the lock of a metastore. Hadoop's library comes with the Maven profile {@code peers}; of the SDK that it needs it takes the one
 * that lies in the packaged plugin of Trino.
 */
public class TestHiveOnS3
{
    private static final Path HIVE = Path.of(System.getProperty("varve.hive", "../hive-server/target/dist"));
    private static final Path TRINO_PLUGIN = Path.of(System.getProperty("varve.server", "../trino-server/target/dist"), "plugin", "varve");

    @Test(groups = "peers")
    public void testTablesUnderTheLockOfTheMetastore()
            throws Exception
    {
        Path directory = Files.createTempDirectory("varve-hive-s3").toRealPath();
        try (S3Store store = S3Store.start();
                Metastore metastore = Metastore.start(new HiveDistribution(HIVE), directory, Optional.empty(), Optional.empty(), 0, List.of());
                HiveSql hive = HiveSql.start(
                        new HiveDistribution(HIVE, List.of(libraries(directory))), directory, Optional.of(metastore.uri().toString()), Optional.empty(), List.of());
                HiveClient client = new HiveClient(hive)) {
            Session session = new Session(client, store);
            session.run(("CREATE EXTERNAL TABLE t (id INT, v STRING) STORED BY 'dev.varve.hive.VarveStorageHandler'" +
                            " TBLPROPERTIES ('paimon_location'='s3a://%s/db.db/t', 'primary-key'='id', 'bucket'='1')").formatted(S3Store.BUCKET),
                    "INSERT INTO t VALUES (1, 'one'), (2, 'two')",
                    "INSERT INTO t VALUES (2, 'TWO')");

            assertThat(session.run("SELECT id, v FROM t ORDER BY id")).containsExactly(List.of("1", "one"), List.of("2", "TWO"));
            session.run("ALTER TABLE t ADD COLUMNS (n INT)", "INSERT INTO t VALUES (4, 'four', 4)");
            assertThat(session.run("SELECT n FROM t WHERE id > 2")).containsExactly(List.of("4"));
            assertThatThrownBy(() -> session.run("SET paimon.lock.enabled=false", "INSERT INTO t VALUES (3, 'three', 3)"))
                    .isInstanceOf(HiveStatementException.class).hasMessageContaining("Varve UNSUPPORTED_FEATURE");
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }

    private static Path libraries(Path directory)
            throws IOException
    {
        Path libraries = Files.createDirectories(directory.resolve("s3a"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry).toAbsolutePath();
            if (jar.getFileName().toString().startsWith("hadoop-aws-")) {
                Files.createSymbolicLink(libraries.resolve(jar.getFileName()), jar);
            }
        }
        try (Stream<Path> jars = Files.list(TRINO_PLUGIN)) {
            for (Path jar : jars.filter(jar -> jar.getFileName().toString().matches("software\\.amazon\\..*|org\\.apache\\.httpcomponents_.*|org\\.reactivestreams_.*")).toList()) {
                Files.createSymbolicLink(libraries.resolve(jar.getFileName()), jar.toAbsolutePath());
            }
        }
        return libraries;
    }

    private record Session(HiveClient hive, S3Store store)
    {
        private List<List<String>> run(String... statements)
                throws IOException, HiveStatementException
        {
            List<String> all = new ArrayList<>(List.of(
                    "SET fs.s3a.endpoint=" + store.properties().get("s3.endpoint"),
                    "SET fs.s3a.endpoint.region=us-east-1",
                    "SET fs.s3a.path.style.access=true",
                    "SET fs.s3a.access.key=" + S3Store.ACCESS_KEY,
                    "SET fs.s3a.secret.key=" + S3Store.SECRET_KEY,
                    "SET fs.s3a.input.stream.type=classic"));
            all.addAll(List.of(statements));
            return hive.query(all);
        }
    }
}
