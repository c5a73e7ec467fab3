package dev.varve.product.hive;

import dev.varve.hiveserver.HiveDistribution;
import dev.varve.hiveserver.HiveSql;
import dev.varve.process.ServerStartException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Hive as {@code ./varve hive} starts it, once for all tests of this JVM, with which it ends. Its time zone is one of quarter hours. */
public final class HiveUnderTest
{
    private static final Path DISTRIBUTION = Path.of(System.getProperty("varve.hive", "../hive-server/target/dist"));
    private static final List<String> JVM_OPTIONS = List.of("-Duser.timezone=Asia/Kathmandu");

    private static HiveSql hive;

    private HiveUnderTest() {}

    public static synchronized HiveClient client()
            throws ServerStartException, InterruptedException
    {
        if (hive == null) {
            HiveDistribution distribution = new HiveDistribution(DISTRIBUTION);
            if (!distribution.isComplete()) {
                throw new IllegalStateException("Hive is not packaged at %s: run the tests with a later phase than package, such as mvn verify".formatted(distribution.home()));
            }
            hive = HiveSql.start(distribution, Path.of("target", "hive-state").toAbsolutePath(), Optional.empty(), Optional.empty(), JVM_OPTIONS);
        }
        return new HiveClient(hive);
    }
}
