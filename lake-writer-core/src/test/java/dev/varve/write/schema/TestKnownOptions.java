package dev.varve.write.schema;

import dev.varve.error.VarveException;
import org.apache.paimon.CoreOptions;
import org.testng.annotations.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestKnownOptions
{
    @Test
    public void knowsAllOptionsOfPaimon()
    {
        CoreOptions.getOptions().forEach(option -> {
            KnownOptions.requireKnown(option.key());
            option.fallbackKeys().forEach(fallback -> KnownOptions.requireKnown(fallback.getKey()));
        });
    }

    @Test
    public void takesValuesOfEachType()
    {
        assertThatCode(() -> KnownOptions.require(Map.of(
                "bucket", "-1",
                "write-only", "TRUE",
                "target-file-size", "128 mb",
                "snapshot.time-retained", "1 h",
                "merge-engine", "partial-update",
                "compaction.delete-ratio-threshold", "0.3",
                "fields.v.aggregate-function", "sum",
                "fields.a,b.sequence-group", "c",
                "file-index.bloom-filter.columns", "v",
                "parquet.page.size", "1000"))).doesNotThrowAnyException();
    }

    @Test
    public void refusesUnknownNamesAndValues()
    {
        assertRefused("buckets", "2", "There is no option 'buckets'; is 'bucket' meant?");
        assertRefused("merge-engin", "deduplicate", "is 'merge-engine' meant?");
        assertRefused("frobnicate.the.table", "1", "There is no option 'frobnicate.the.table'");
        assertRefused("fields.v.agregate-function", "sum", "fields.v.agregate-function");
        assertRefused("bucket", "two", "Option bucket of the table is 'two', expected is a whole number");
        assertRefused("bucket", "", "expected is a whole number");
        assertRefused("write-only", "yes", "true or false");
        assertRefused("target-file-size", "128 parsec", "a size such as");
        assertRefused("snapshot.time-retained", "1 parsec", "a duration such as");
        assertRefused("merge-engine", "merge", "one of deduplicate, partial-update, aggregation, first-row");
    }

    private static void assertRefused(String key, String value, String message)
    {
        assertThatThrownBy(() -> KnownOptions.require(Map.of(key, value))).isInstanceOf(VarveException.class).hasMessageContaining(message);
    }
}
