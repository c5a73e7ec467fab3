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
import dev.varve.type.DataType;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.List;
import java.util.function.BiFunction;

/**
 * The storage handler in real Hive answers the cases about states of tables: row by row in fetch tasks, and vectorized on Tez. Queries of Hive take
 * their time, so one case in {@code varve.conformance.hive.every} is asked, and on Tez one in {@code varve.conformance.hive.tez.every}; of the full
 * corpora, where they are present, one in so many times {@code varve.conformance.hive.full.every}. 1, 1 and 1 ask all.
 *
 * <p>Left out is what HiveQL or its results cannot say ({@link HiveQuery#canSay}).
 */
public class TestHiveConformance
{
    /** Of two sessions of the embedded Hive at once, some ended without an answer for a reason that was not found; people use one. */
    private static final int THREADS = 1;
    private static final int EVERY = Integer.getInteger("varve.conformance.hive.every", 60);
    private static final int EVERY_ON_TEZ = Integer.getInteger("varve.conformance.hive.tez.every", 250);
    private static final int TIMES_IN_FULL_CORPORA = Integer.getInteger("varve.conformance.hive.full.every", 20);

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
        return Corpora.all().stream()
                .map(corpus -> corpus.matching(TestHiveConformance::isSayable))
                .filter(corpus -> !corpus.cases().isEmpty())
                .toArray();
    }

    @Test(dataProvider = "corpora")
    public void testRowByRow(Corpus corpus)
            throws Exception
    {
        check("hive", corpus, sample(corpus, EVERY), (query, _) -> query.byFetching());
    }

    @Test(dataProvider = "corpora")
    public void testVectorized(Corpus corpus)
            throws Exception
    {
        check("hive-tez", corpus, sample(corpus, EVERY_ON_TEZ), HiveQuery::onTez);
    }

    private static Corpus sample(Corpus corpus, int every)
    {
        return corpus.sample(corpus.complete() ? every * TIMES_IN_FULL_CORPORA : every);
    }

    private void check(String name, Corpus corpus, Corpus asked, BiFunction<HiveQuery, List<DataType>, List<String>> statements)
            throws Exception
    {
        CaseClient hive = conformanceCase -> {
            ReadRequest request = conformanceCase.request();
            client.register(corpus.warehouse(), request.database(), request.table());
            HiveQuery query = HiveQuery.of(request, hasOtherColumns(corpus, request));
            List<DataType> types = conformanceCase.types();
            return RowSet.of(types, client.query(query.settings(), statements.apply(query, types), types));
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
