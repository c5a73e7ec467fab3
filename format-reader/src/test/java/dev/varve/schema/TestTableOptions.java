package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.row.BucketFunction;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestTableOptions
{
    @Test
    public void defaultsOfAPrimaryKeyTable()
    {
        TableOptions options = TableOptions.of(schema(Map.of()));
        assertThat(options.merge().engine()).isEqualTo(MergeEngine.DEDUPLICATE);
        assertThat(options.merge().lookup()).isFalse();
        assertThat(options.merge().sequenceFields()).isEmpty();
        assertThat(options.merge().ignoreDelete()).isFalse();
        assertThat(options.bucketing()).isEqualTo(new Bucketing(Bucketing.DYNAMIC, List.of("k1", "k2"), BucketFunction.DEFAULT, false));
        assertThat(options.layout()).isEqualTo(new FileLayout("__DEFAULT_PARTITION__", true, Optional.empty(), false));
        assertThat(options.scan()).isEqualTo(new ScanOptions(128 << 20, 4 << 20, true, true));
        assertThat(options.changelogProducer()).isEqualTo(ChangelogProducer.NONE);
        assertThat(options.numLevels()).isEqualTo(6);
        assertThat(options.hidesLevel0()).isFalse();
    }

    @Test
    public void partialUpdateWithGroups()
    {
        MergeOptions merge = TableOptions.of(schema(Map.of(
                "merge-engine", "partial-update",
                "fields.a.sequence-group", "b, c",
                "fields.d,e.sequence-group", "f",
                "fields.b.aggregate-function", "listagg",
                "fields.b.list-agg-delimiter", " ",
                "fields.c.count-limit", "3",
                "fields.default-aggregate-function", "last_non_null_value",
                "partial-update.remove-record-on-sequence-group", "a",
                "aggregation.remove-record-on-delete", "true",
                "sequence.field.sort-order", "descending"))).merge();
        assertThat(merge.engine()).isEqualTo(MergeEngine.PARTIAL_UPDATE);
        assertThat(merge.sequenceGroups()).containsExactlyInAnyOrder(
                new SequenceGroup(List.of("a"), List.of("b", "c")),
                new SequenceGroup(List.of("d", "e"), List.of("f")));
        assertThat(merge.removeRecordOnSequenceGroup()).containsExactly("a");
        assertThat(merge.removeRecordOnDelete()).isFalse();
        assertThat(merge.sequenceDescending()).isTrue();
        assertThat(merge.aggregates().function("b")).contains("listagg");
        assertThat(merge.aggregates().column("b").listDelimiter()).isEqualTo(" ");
        assertThat(merge.aggregates().column("c").countLimit()).isEqualTo(OptionalInt.of(3));
        assertThat(merge.aggregates().function("f")).contains("last_non_null_value");
    }

    @Test
    public void deletesAreIgnoredUnderOldNamesToo()
    {
        for (String key : List.of("ignore-delete", "first-row.ignore-delete", "deduplicate.ignore-delete", "partial-update.ignore-delete")) {
            assertThat(TableOptions.of(schema(Map.of(key, "TRUE"))).merge().ignoreDelete()).as(key).isTrue();
        }
        assertThat(TableOptions.of(schema(Map.of("ignore-delete", "false", "deduplicate.ignore-delete", "true"))).merge().ignoreDelete()).isFalse();
    }

    @Test
    public void lookupRuleAppliesToFourKindsOfTables()
    {
        for (Map<String, String> options : List.of(
                Map.of("changelog-producer", "lookup"),
                Map.of("deletion-vectors.enabled", "true"),
                Map.of("merge-engine", "first-row"),
                Map.of("force-lookup", "true"))) {
            assertThat(TableOptions.of(schema(options)).merge().lookup()).as("%s", options).isTrue();
        }
    }

    @Test
    public void level0IsHiddenWhereCompactionMakesRowsVisible()
    {
        assertThat(TableOptions.of(schema(Map.of("deletion-vectors.enabled", "true"))).hidesLevel0()).isTrue();
        assertThat(TableOptions.of(schema(Map.of("merge-engine", "first-row"))).hidesLevel0()).isTrue();
        assertThat(TableOptions.of(schema(Map.of("deletion-vectors.enabled", "true", "deletion-vectors.merge-on-read", "true"))).hidesLevel0()).isFalse();
        assertThat(TableOptions.of(schema(Map.of("changelog-producer", "lookup"))).hidesLevel0()).isFalse();
    }

    @DataProvider
    public Object[][] sizes()
    {
        return new Object[][] {{"0b", 0L}, {"1 b", 1L}, {"16kb", 16L << 10}, {"128 MB", 128L << 20}, {"2 g", 2L << 30}, {"4096", 4096L}};
    }

    @Test(dataProvider = "sizes")
    public void readsSizes(String text, long bytes)
    {
        assertThat(TableOptions.of(schema(Map.of("source.split.target-size", text))).scan().splitTargetBytes()).isEqualTo(bytes);
    }

    @DataProvider
    public Object[][] rejected()
    {
        return new Object[][] {
                {"merge-engine", "magic", Kind.UNSUPPORTED_FEATURE},
                {"changelog-producer", "magic", Kind.UNSUPPORTED_FEATURE},
                {"bucket-function.type", "magic", Kind.UNSUPPORTED_FEATURE},
                {"type", "format-table", Kind.UNSUPPORTED_FEATURE},
                {"scan.primary-branch", "b", Kind.UNSUPPORTED_FEATURE},
                {"chain-table.enabled", "true", Kind.UNSUPPORTED_FEATURE},
                {"sequence.snapshot-ordering", "true", Kind.UNSUPPORTED_FEATURE},
                {"bucket", "0", Kind.INVALID_REQUEST},
                {"bucket", "two", Kind.INVALID_REQUEST},
                {"bucket-key", "nix", Kind.INVALID_REQUEST},
                {"sequence.field", "nix", Kind.INVALID_REQUEST},
                {"fields.nix.sequence-group", "a", Kind.INVALID_REQUEST},
                {"deletion-vectors.enabled", "yes", Kind.INVALID_REQUEST},
                {"source.split.target-size", "12 parsecs", Kind.INVALID_REQUEST},
                {"source.split.target-size", "999999999999999999 tb", Kind.INVALID_REQUEST},
                {"data-file.path-directory", "../other", Kind.INVALID_REQUEST},
        };
    }

    @Test(dataProvider = "rejected")
    public void rejectsByName(String key, String value, Kind kind)
    {
        assertThatThrownBy(() -> TableOptions.of(schema(Map.of(key, value)))).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(key);
        });
    }

    private static TableSchema schema(Map<String, String> options)
    {
        List<Field> columns = List.of("p", "k1", "k2", "a", "b", "c", "d", "e", "f").stream()
                .map(name -> new Field(name.hashCode(), name, new IntType(true)))
                .toList();
        return new TableSchema(3, 0, RowType.of(columns), 8, List.of("p"), List.of("k1", "p", "k2"), new LinkedHashMap<>(options), Optional.empty(), 0);
    }
}
