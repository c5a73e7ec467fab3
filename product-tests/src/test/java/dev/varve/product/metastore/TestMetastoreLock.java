package dev.varve.product.metastore;

import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.MetastoreLock;
import dev.varve.product.metastore.FaultyProxy.Fault;
import dev.varve.write.lock.LockedTable;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who holds the lock, who waits for it, and what becomes of it when its holder or the connection to the metastore dies. */
@Test(singleThreaded = true)
public class TestMetastoreLock
{
    private static final String DATABASE = "locks";
    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final Duration ABANDONED = Duration.ofSeconds(2);

    private FaultyProxy proxy;
    private MetastoreClient client;
    private MetastoreClient faulty;
    private HiveMetastoreCatalog catalog;
    private LockedTable table;

    @BeforeClass
    public void start()
            throws Exception
    {
        MetastoreUnderTest metastore = MetastoreUnderTest.shared();
        proxy = FaultyProxy.start(metastore.port());
        client = metastore.client();
        faulty = MetastoreUnderTest.client(proxy.uri());
        catalog = MetastoreUnderTest.catalog(client, CatalogSettings.DEFAULT);
        catalog.createDatabase(DATABASE);
        catalog.createTable(DATABASE, "locked", Tables.keyed(Map.of("bucket", "1")));
        table = LockedTable.of(catalog.table(DATABASE, "locked"));
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (table != null) {
            catalog.dropDatabase(DATABASE, true);
            faulty.close();
            client.close();
            proxy.close();
        }
    }

    private static MetastoreLock lock(MetastoreClient client, Duration timeout)
    {
        return MetastoreLock.of(client, timeout, Duration.ofMillis(200)).withHeartbeat(HEARTBEAT, ABANDONED);
    }

    @Test
    public void oneAtATimeHoldsTheLock()
            throws Exception
    {
        MetastoreLock lock = MetastoreLock.of(client, Duration.ofSeconds(30), Duration.ofMillis(200));
        List<Integer> inside = new ArrayList<>();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(() -> lock.whileHeld(table, () -> {
                synchronized (inside) {
                    inside.add(1);
                    assertThat(inside).hasSize(1);
                }
                pause(50);
                synchronized (inside) {
                    inside.remove(0);
                }
                return 1;
            }));
        }
        assertThat(Tables.together(tasks)).hasSize(3);
        assertThat(client.locks(DATABASE, "locked")).isEmpty();

        // As Paimon takes it, and does not give it back.
        client.lock(DATABASE, "locked", "somebody", "elsewhere");
        assertThatThrownBy(() -> MetastoreLock.of(client, Duration.ofMillis(500), Duration.ofMillis(100)).whileHeld(table, () -> 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("somebody on elsewhere");
        client.unlock(client.locks(DATABASE, "locked").get(0).id());
        assertThat(client.locks(DATABASE, "locked")).isEmpty();
    }

    @Test
    public void theLockOfAHolderThatDiedIsTakenOver()
            throws Exception
    {
        // Both as Varve takes them, and nobody tells any more that they live: one held, and one that waited for it.
        client.lock(DATABASE, "locked", "somebody@varve", "elsewhere");
        client.lock(DATABASE, "locked", "somebody@varve", "elsewhere");
        long start = System.nanoTime();
        assertThat(lock(client, Duration.ofSeconds(30)).whileHeld(table, () -> 1)).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(client.locks(DATABASE, "locked")).isEmpty();
    }

    @Test
    public void theLockOfAHolderThatLivesIsNotTakenOver()
            throws Exception
    {
        CountDownLatch held = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> holder = threads.submit(() -> lock(client, Duration.ofSeconds(30)).whileHeld(table, () -> {
                held.countDown();
                pause(5_000);
                return 1;
            }));
            held.await();
            assertThatThrownBy(() -> lock(client, Duration.ofSeconds(4)).whileHeld(table, () -> 2))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("could not be had within PT4S");
            assertThat(holder.get()).isEqualTo(1);
        }
        assertThat(client.locks(DATABASE, "locked")).isEmpty();
    }

    @Test
    public void whoLosesTheLockIsTold()
    {
        assertThatThrownBy(() -> lock(client, Duration.ofSeconds(30)).whileHeld(table, () -> {
            client.unlock(client.locks(DATABASE, "locked").get(0).id());
            pause(1_500);
            return 1;
        }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was lost while it was needed");
    }

    /** The metastore gave it, and nobody knows; or it was not given back. */
    @Test
    public void aLockThatNobodyKnowsOfIsFreed()
            throws Exception
    {
        proxy.breakAt(Fault.AFTER, "lock");
        assertThatThrownBy(() -> lock(faulty, Duration.ofSeconds(30)).whileHeld(table, () -> 1)).isInstanceOf(IOException.class);
        proxy.heal();
        assertThat(lock(faulty, Duration.ofSeconds(30)).whileHeld(table, () -> {
            proxy.breakAt(Fault.BEFORE, "unlock");
            return 2;
        })).isEqualTo(2);
        assertThat(proxy.broken()).isPositive();
        proxy.heal();
        assertThat(client.locks(DATABASE, "locked")).isNotEmpty();
        assertThat(lock(client, Duration.ofSeconds(30)).whileHeld(table, () -> 3)).isEqualTo(3);
        assertThat(client.locks(DATABASE, "locked")).isEmpty();
    }

    private static void pause(long millis)
    {
        try {
            Thread.sleep(millis);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
