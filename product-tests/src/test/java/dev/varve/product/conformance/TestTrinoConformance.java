package dev.varve.product.conformance;

import dev.varve.product.rows.RowSet;
import dev.varve.product.trino.ServerUnderTest;
import dev.varve.product.trino.TrinoClient;
import dev.varve.server.CatalogDefinition;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The packaged plugin on a real server answers the cases as SQL through JDBC: of the compact corpora one in three, some of each table, and of the full ones one in
 * {@code varve.conformance.trino.every}, since a query takes so much longer than a read of the kernel, which runs them all; 1 asks all of both.
 */
public class TestTrinoConformance
{
    private static final int CONNECTIONS = 4;
    private static final int EVERY = Integer.getInteger("varve.conformance.trino.every", 20);
    private static final int EVERY_OF_COMPACT = Math.min(3, EVERY);

    /** In front of a table, or of a table function. */
    private static final Pattern PAIMON_CATALOG = Pattern.compile("(?<= FROM |TABLE\\()(paimon|\"paimon\")\\.");

    private List<Corpus> corpora;
    private ServerUnderTest server;
    private TrinoClient client;
    /** System tables show instants in the zone of the session; the corpora have them in UTC. */
    private TrinoClient systemClient;

    @BeforeClass
    public void startServer()
            throws Exception
    {
        corpora = Corpora.all().stream().map(Corpus::inSql).map(corpus -> corpus.sample(corpus.complete() ? EVERY : EVERY_OF_COMPACT)).toList();
        List<CatalogDefinition> catalogs = new ArrayList<>();
        for (Corpus corpus : corpora) {
            catalogs.add(ServerUnderTest.catalog(catalogName(corpus), corpus.warehouse()));
        }
        server = ServerUnderTest.start(catalogs);
        client = server.client();
        systemClient = server.client(ZoneOffset.UTC);
    }

    @AfterClass(alwaysRun = true)
    public void stopServer()
    {
        if (client != null) {
            client.close();
        }
        if (systemClient != null) {
            systemClient.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @DataProvider
    public Object[] corpora()
    {
        return corpora.toArray();
    }

    @Test(dataProvider = "corpora")
    public void testEveryCase(Corpus corpus)
            throws Exception
    {
        CaseClient inCatalog = conformanceCase -> RowSet.of(
                conformanceCase.types(),
                (conformanceCase.isSystem() ? systemClient : client).query(
                        PAIMON_CATALOG.matcher(conformanceCase.sql().orElseThrow()).replaceAll(catalogName(corpus) + "."),
                        conformanceCase.types()));
        new ConformanceRun("trino", inCatalog, corpus).check(CONNECTIONS);
    }

    /** A name that needs no quotes; that of a corpus may be a keyword. */
    private static String catalogName(Corpus corpus)
    {
        return "corpus_" + corpus.name().replace('-', '_');
    }
}
