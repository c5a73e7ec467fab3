package dev.varve.product.hive;

import dev.varve.hiveserver.HiveSql;
import dev.varve.product.paimon.SmallTable;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;

import static org.assertj.core.api.Assertions.assertThat;

/** The one jar of the storage handler, in a Hive that does not have it. */
public class TestHiveJar
{
    private static final Path JAR = BareHive.jar("varve-hive.jar");

    @Test
    public void testAllThatItCarriesHasANameOfItsOwn()
            throws IOException
    {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(name).startsWith("dev/varve/"));
        }
    }

    @Test
    public void testAddJar()
            throws Exception
    {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            Path table = SmallTable.create(scratch.path(), "shop", "small", Map.of());
            try (HiveSql started = HiveSql.start(BareHive.in(scratch.path()), scratch.path().resolve("state"), Optional.empty(), Optional.empty(), List.of());
                    HiveClient hive = new HiveClient(started)) {
                String create = "CREATE EXTERNAL TABLE t STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 'file:%s'".formatted(table);
                assertThat(hive.failure(create)).contains("VarveStorageHandler");
                assertThat(hive.query(List.of("ADD JAR " + JAR, create, "SET hive.fetch.task.conversion=more", "SELECT name FROM t WHERE id = 3")))
                        .containsExactly(List.of("THREE"));
                assertThat(hive.query(List.of("ADD JAR " + JAR, "SET hive.fetch.task.conversion=none", "SELECT count(*), max(name) FROM t WHERE id > 1")))
                        .containsExactly(List.of("2", "TWO"));
            }
        }
    }
}
