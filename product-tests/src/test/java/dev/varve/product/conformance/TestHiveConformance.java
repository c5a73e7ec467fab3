package dev.varve.product.conformance;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.product.hive.HiveClient;
import dev.varve.product.hive.HiveQuery;
import dev.varve.product.hive.HiveUnderTest;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The storage handler in real Hive answers the cases of the compact corpora: row by row in fetch tasks, and vectorized on Tez. Queries of Hive take
 * their time, so one case in {@code varve.conformance.hive.every} is asked, and on Tez one in {@code varve.conformance.hive.tez.every}; 1 asks all.
 *
 * <p>Left out is what HiveQL or its results cannot say ({@link HiveQuery#canSay}).
 */
public class TestHiveConformance
{
    /** Of two sessions of the embedded Hive at once, some ended without an answer for a reason that was not found; people use one. */
    private static final int THREADS = 1;
    private static final int EVERY = Integer.getInteger("varve.conformance.hive.every", 60);
    private static final int EVERY_ON_TEZ = Integer.getInteger("varve.conformance.hive.tez.every", 250);
    private static final Map<String, String> FETCH = Map.of("hive.fetch.task.conversion", "more", "hive.fetch.task.conversion.threshold", "-1");
    private static final Map<String, String> VECTORIZED = Map.of("hive.fetch.task.conversion", "none");

    private HiveClient client;

    @BeforeClass
    public void startHive()
            throws Exception
    {
        client = HiveUnderTest.client();
    }

    @AfterClass(alwaysRun = true)
    public void closeSessions()
    {
        if (client != null) {
            client.close();
        }
    }

    @DataProvider
    public Object[] corpora()
            throws Exception
    {
        return Corpora.compact().toArray();
    }

    @Test(dataProvider = "corpora")
    public void testRowByRow(Corpus corpus)
            throws Exception
    {
        check("hive", corpus, corpus.matching(TestHiveConformance::isSayable).sample(EVERY), FETCH);
    }

    @Test(dataProvider = "corpora")
    public void testVectorized(Corpus corpus)
            throws Exception
    {
        Corpus flat = corpus.matching(conformanceCase -> isSayable(conformanceCase) && HiveQuery.canSayOnTez(conformanceCase.types()));
        check("hive-tez", corpus, flat.sample(EVERY_ON_TEZ), VECTORIZED);
    }

    private void check(String name, Corpus corpus, Corpus asked, Map<String, String> settings)
            throws Exception
    {
        CaseClient hive = conformanceCase -> {
            ReadRequest request = conformanceCase.request();
            client.register(corpus.warehouse(), request.database(), request.table());
            HiveQuery query = HiveQuery.of(request, hasOtherColumns(corpus, request));
            Map<String, String> all = new HashMap<>(settings);
            all.putAll(query.settings());
            return RowSet.of(conformanceCase.types(), client.query(all, query.sql(), conformanceCase.types()));
        };
        new ConformanceRun(name, hive, asked).check(THREADS);
    }

    private static boolean isSayable(ConformanceCase conformanceCase)
    {
        return (conformanceCase.kind().equals("read") || conformanceCase.isCount())
                && HiveQuery.canSay(conformanceCase.request(), conformanceCase.types());
    }

    /** Statements that ask for a version see the newest columns. */
    private static boolean hasOtherColumns(Corpus corpus, ReadRequest request)
    {
        StoragePath location = StoragePath.of(corpus.warehouse().resolve(request.database() + ".db").resolve(request.table()).toString());
        Table main = Table.open(new LocalStorage(), DefaultFormats.all(), location, request.database(), request.table(), BranchLog.MAIN);
        Table table = request.branch().map(main::branch).orElse(main);
        TableSchema schema = table.version(selector(request.version())).schema();
        return !schema.fields().equals(main.latestSchema().fields());
    }

    private static VersionSelector selector(ReadVersion version)
    {
        return switch (version) {
            case ReadVersion.SnapshotId snapshot -> new VersionSelector.SnapshotId(snapshot.id());
            case ReadVersion.TagName tag -> new VersionSelector.TagName(tag.name());
            case ReadVersion.AsOf asOf -> new VersionSelector.AtTime(asOf.instant().toEpochMilli());
            default -> VersionSelector.LATEST;
        };
    }
}
