package dev.varve.product.conformance;

import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.RowSet;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The harness itself: what it compares is what real Paimon returns, and it tells when rows differ. */
public class TestHarness
{
    /** Of so many cases one is read by real Paimon, too. */
    private static final int EVERY = Integer.getInteger("varve.harness.every", 100);

    @DataProvider
    public Object[] corpora()
            throws IOException
    {
        return (EVERY == 1 ? Corpora.all() : Corpora.compact()).toArray();
    }

    @Test(dataProvider = "corpora")
    public void testPaimonPasses(Corpus corpus)
            throws Exception
    {
        List<ConformanceCase> sample = IntStream.range(0, corpus.cases().size())
                .filter(index -> index % EVERY == 0)
                .mapToObj(corpus.cases()::get)
                .toList();
        Corpus sampled = new Corpus(corpus.name(), corpus.warehouse(), corpus.directory(), sample, false);
        try (PaimonReader paimon = PaimonReader.open(corpus.warehouse())) {
            new ConformanceRun("paimon", CaseClient.of(paimon), sampled).check(2);
        }
    }

    @Test
    public void testDifferencesAreTold()
    {
        RowSet expected = RowSet.ofLines(List.of("[1]", "[2]", "[2]", "[\"é\"]"));

        assertThat(RowSet.ofLines(List.of("[2]", "[\"é\"]", "[1]", "[2]")).differenceTo(expected)).isEmpty();
        assertThat(RowSet.ofLines(List.of("[1]", "[2]", "[\"é\"]", "[3]")).differenceTo(expected)).hasValueSatisfying(difference -> assertThat(difference)
                .contains("missing    [2]")
                .contains("unexpected [3]")
                .doesNotContain("[1]"));
        assertThat(RowSet.ofLines(List.of()).differenceTo(expected)).hasValueSatisfying(difference -> assertThat(difference).startsWith("0 rows, expected 4"));
    }

    @Test
    public void testArraysWithoutOrderAreSorted()
    {
        RowSet rows = RowSet.ofLines(List.of("[[3,\"a],\\\"\",1],[3,1],null]"));

        assertThat(rows.withSortedArrays(List.of(0, 2)).lines()).containsExactly("[[\"a],\\\"\",1,3],[3,1],null]");
        assertThat(RowSet.ofLines(List.of("[[]]")).withSortedArrays(List.of(0)).lines()).containsExactly("[[]]");
    }

    @DataProvider
    public Object[] clients()
    {
        return new Object[] {"kernel", "trino", "hive"};
    }

    /** Needs the full corpora: the compact ones have only some cases. */
    @Test(dataProvider = "clients")
    public void testExceptionsNameCases(String client)
            throws IOException
    {
        List<Corpus> complete = Corpora.all().stream().filter(Corpus::complete).toList();
        List<String> ids = complete.stream().flatMap(corpus -> corpus.cases().stream()).map(ConformanceCase::id).toList();

        if (!complete.isEmpty()) {
            assertThat(Exceptions.load(client).unmatched(ids)).isEmpty();
        }
    }

    @Test
    public void testExceptionsNeedReasons()
    {
        Exceptions exceptions = Exceptions.parse("# why\n\nt.a/latest  not yet\nt.b/* never\n~t.c/latest by chance\n");

        assertThat(exceptions.reason("t.a/latest")).isEqualTo(Optional.of("not yet"));
        assertThat(exceptions.reason("t.b/where-1")).isEqualTo(Optional.of("never"));
        assertThat(exceptions.reason("t.a/count")).isEmpty();
        assertThat(exceptions.mustFail("t.b/where-1")).isTrue();
        assertThat(exceptions.mustFail("t.c/latest")).isFalse();
        assertThat(exceptions.unmatched(List.of("t.a/latest", "t.c/latest"))).containsExactly("t.b/*");
        assertThatThrownBy(() -> Exceptions.parse("t.a/latest\n")).hasMessageContaining("needs a reason");
    }
}
