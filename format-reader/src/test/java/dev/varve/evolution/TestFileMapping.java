package dev.varve.evolution;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.IntColumn;
import dev.varve.column.LongBuilder;
import dev.varve.column.LongColumn;
import dev.varve.column.RowColumn;
import dev.varve.datafile.FileBatch;
import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.schema.SystemFields;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestFileMapping
{
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final int KEY_ID_START = 1_073_741_823;

    private static final RowType FILE = RowType.of(List.of(new Field(0, "k", INT.withNullable(false)), new Field(1, "a", BIGINT), new Field(2, "b", STRING)));

    @Test
    public void requestsWhatIsReadInTheOrderOfTheRead()
    {
        FileMapping mapping = map(FILE, new Field(2, "b", STRING), new Field(0, "k", INT));

        assertThat(mapping.fileFields()).containsExactly(FILE.field(2), FILE.field(0));
        assertThat(mapping.isIdentity()).isTrue();
    }

    @Test
    public void findsColumnsByIdUnderTheNameOfTheFile()
            throws IOException
    {
        FileMapping mapping = map(FILE, new Field(1, "renamed", BIGINT), new Field(7, "b", BIGINT));

        assertThat(mapping.fileFields()).containsExactly(new Field(1, "a", BIGINT));
        FileBatch mapped = mapping.map(new Rows(longs(5L, null)));
        assertThat(mapped.firstRow()).isEqualTo(Rows.FIRST_ROW);
        assertThat(((LongColumn) mapped.column(0)).values()[0]).isEqualTo(5);
        assertThat(mapped.column(1).size()).isEqualTo(2);
        assertThat(mapped.column(1).isNull(0)).isTrue();
        assertThat(mapped.column(0)).isSameAs(mapped.column(0));
    }

    @Test
    public void takesKeyColumnsFromValueColumnsAndReadsThemOnce()
            throws IOException
    {
        FileMapping mapping = map(FILE, new Field(KEY_ID_START, "_KEY_k", INT), new Field(2_147_483_646, "_SEQUENCE_NUMBER", BIGINT), new Field(0, "k", INT));

        assertThat(mapping.fileFields()).extracting(Field::name).containsExactly("k", "_SEQUENCE_NUMBER");
        assertThat(mapping.isIdentity()).isFalse();
        FileBatch mapped = mapping.map(new Rows(ints(3, 4), longs(10L, 11L)));
        assertThat(mapped.column(2)).isSameAs(mapped.column(0));
        assertThat(((LongColumn) mapped.column(1)).values()[1]).isEqualTo(11);
    }

    @Test
    public void columnsThatWereNotWrittenAreNull()
    {
        FileMapping mapping = FileMapping.of(FILE, Optional.of(List.of("a")), FILE.fields());

        assertThat(mapping.fileFields()).extracting(Field::name).containsExactly("a");
    }

    @Test
    public void constantsAreNotRead()
            throws IOException
    {
        FileMapping mapping = FileMapping.of(FILE, Optional.empty(), List.of(new Field(0, "k", INT), new Field(1, "a", BIGINT)), Map.of(0, ints(42)));

        assertThat(mapping.fileFields()).extracting(Field::name).containsExactly("a");
        Column column = mapping.map(new Rows(longs(1L, 2L, 3L))).column(0);
        assertThat(column.size()).isEqualTo(3);
        assertThat(((IntColumn) column.flatten()).values()).startsWith(42, 42, 42);
    }

    @Test
    public void numbersCountOnlyWhereTheFileHasNone()
            throws IOException
    {
        Field rowId = new Field(SystemFields.ROW_ID.id(), "_ROW_ID", BIGINT);
        FileMapping mapping = FileMapping.of(FILE, Optional.empty(), List.of(rowId), Map.of(), Map.of(rowId.id(), new Numbering(50, 1)));

        assertThat(mapping.fileFields()).containsExactly(rowId);
        assertThat(mapping.readerFilter(new Predicate.Compare(0, BIGINT, Predicate.Comparison.EQUAL, 1_050L))).isEmpty();
        Column column = mapping.map(new Rows(longs(null, 7L, null))).column(0);
        assertThat(((LongColumn) column).values()).containsExactly(1_050, 7, 1_052);
    }

    @Test
    public void aColumnAddedAgainUnderTheSameNameIsAnother()
    {
        assertThat(map(FILE, new Field(9, "b", STRING)).fileFields()).isEmpty();
    }

    @Test
    public void matchesNestedMembersById()
            throws IOException
    {
        RowType file = RowType.of(List.of(new Field(0, "r", row(new Field(1, "x", INT), new Field(2, "y", BIGINT), new Field(3, "z", STRING)))));
        Field read = new Field(0, "r", row(new Field(2, "why", BIGINT), new Field(8, "added", INT), new Field(1, "x", INT)));
        FileMapping mapping = map(file, read);

        assertThat(mapping.fileFields()).containsExactly(new Field(0, "r", row(new Field(2, "y", BIGINT), new Field(1, "x", INT))));
        RowColumn mapped = (RowColumn) mapping.map(new Rows(new RowColumn(1, null, List.of(longs(7L), ints(8))))).column(0);
        assertThat(((LongColumn) mapped.field(0)).values()[0]).isEqualTo(7);
        assertThat(mapped.field(1).isNull(0)).isTrue();
        assertThat(((IntColumn) mapped.field(2)).values()[0]).isEqualTo(8);
    }

    @Test
    public void aRowOfWhichNoMemberIsThereIsNull()
            throws IOException
    {
        RowType file = RowType.of(List.of(
                new Field(0, "r", row(new Field(1, "x", INT))),
                new Field(2, "list", new ArrayType(row(new Field(3, "x", INT)), true)),
                new Field(4, "outer", row(new Field(5, "inner", row(new Field(6, "x", INT))), new Field(7, "y", INT)))));
        FileMapping mapping = map(
                file,
                new Field(0, "r", row(new Field(10, "x", INT))),
                new Field(2, "list", new ArrayType(row(new Field(11, "x", INT)), true)),
                new Field(4, "outer", row(new Field(5, "inner", row(new Field(12, "x", INT))), new Field(7, "y", INT))));

        assertThat(mapping.fileFields()).containsExactly(new Field(4, "outer", row(new Field(7, "y", INT))));
        FileBatch mapped = mapping.map(new Rows(new RowColumn(1, null, List.of(ints(1)))));
        assertThat(mapped.column(0).isNull(0)).isTrue();
        assertThat(mapped.column(1).isNull(0)).isTrue();
        assertThat(mapped.column(2).isNull(0)).isFalse();
        assertThat(((RowColumn) mapped.column(2)).field(0).isNull(0)).isTrue();
    }

    @Test
    public void mapsElementsAndMapValues()
            throws IOException
    {
        RowType file = RowType.of(List.of(
                new Field(0, "list", new ArrayType(row(new Field(1, "x", INT), new Field(2, "y", INT)), true)),
                new Field(3, "map", new MapType(INT, row(new Field(4, "x", INT), new Field(5, "y", INT)), true))));
        FileMapping mapping = map(
                file,
                new Field(0, "list", new ArrayType(row(new Field(2, "y", INT), new Field(1, "x", INT)), true)),
                new Field(3, "map", new MapType(INT, row(new Field(9, "new", INT), new Field(5, "y", INT)), true)));

        assertThat(mapping.fileFields()).containsExactly(
                new Field(0, "list", new ArrayType(row(new Field(2, "y", INT), new Field(1, "x", INT)), true)),
                new Field(3, "map", new MapType(INT, row(new Field(5, "y", INT)), true)));
        ArrayColumn list = new ArrayColumn(1, null, new int[] {0, 2}, new RowColumn(2, null, List.of(ints(1, 2), ints(3, 4))));
        assertThat(mapping.map(new Rows(list, ColumnBuilder.nulls(INT, 1))).column(0)).isSameAs(list);
    }

    @Test
    public void aReadOfNoColumnsRequestsNone()
    {
        FileMapping mapping = map(FILE);

        assertThat(mapping.fileFields()).isEmpty();
        assertThat(mapping.map(new Rows(ints(1, 2))).size()).isEqualTo(2);
    }

    @Test
    public void namesColumnAndTypesIfThereIsNoConversion()
    {
        assertThatThrownBy(() -> map(FILE, new Field(0, "k", new DateType(true))))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("'k'").hasMessageContaining("INT NOT NULL").hasMessageContaining("DATE");
    }

    @Test
    public void readerFilterRefersToRequestedColumns()
    {
        FileMapping mapping = map(FILE, new Field(9, "added", INT), new Field(2, "b", STRING), new Field(0, "k", BIGINT));
        Predicate onK = new Predicate.Compare(2, BIGINT, Predicate.Comparison.LESS, 100L);
        Predicate onAdded = new Predicate.Compare(0, INT, Predicate.Comparison.EQUAL, 1L);

        assertThat(mapping.readerFilter(onK)).contains(new Predicate.Compare(1, INT.withNullable(false), Predicate.Comparison.LESS, 100L));
        assertThat(mapping.readerFilter(onAdded)).isEmpty();
        assertThat(mapping.readerFilter(new Predicate.And(List.of(onAdded, onK)))).isEqualTo(mapping.readerFilter(onK));
        assertThat(mapping.readerFilter(new Predicate.Or(List.of(onAdded, onK)))).isEmpty();
    }

    @Test
    public void statisticsOfAColumnThatTheFileLacksAreAllNull()
    {
        List<Field> fields = List.of(new Field(9, "added", INT), new Field(1, "a", BIGINT));
        Predicate equal = new Predicate.Compare(0, INT, Predicate.Comparison.EQUAL, 5L);
        Predicate onA = new Predicate.IsNotNull(1, BIGINT);

        assertThat(forStatistics(fields, equal)).contains(Predicate.FALSE);
        assertThat(forStatistics(fields, new Predicate.IsNull(0, INT))).isEmpty();
        assertThat(forStatistics(fields, new Predicate.IsNotNull(0, INT))).contains(Predicate.FALSE);
        assertThat(forStatistics(fields, new Predicate.NotIn(0, INT, List.of(1L)))).contains(Predicate.FALSE);
        assertThat(forStatistics(fields, new Predicate.And(List.of(onA, equal)))).contains(Predicate.FALSE);
        assertThat(forStatistics(fields, new Predicate.Or(List.of(onA, equal)))).contains(new Predicate.IsNotNull(1, BIGINT));
        assertThat(forStatistics(fields, new Predicate.Or(List.of(onA, new Predicate.IsNull(0, INT))))).isEmpty();
    }

    @Test
    public void nothingIsDecidedOnColumnsThatWereNotWritten()
    {
        assertThat(FilterEvolution.forStatistics(FILE, Optional.of(List.of("k")), FILE.fields(), new Predicate.IsNotNull(1, BIGINT))).isEmpty();
    }

    /** 383 was written as INT; read as TINYINT it is 127. */
    @Test
    public void aNarrowedIntegerIsNotFilteredInTheFile()
    {
        DataType tinyint = new TinyIntType(true);
        List<Field> fields = List.of(new Field(0, "k", tinyint));

        assertThat(forStatistics(fields, new Predicate.Compare(0, tinyint, Predicate.Comparison.EQUAL, 127L))).isEmpty();
    }

    @Test
    public void aWidenedIntegerIsFilteredInTheFileIfTheLiteralsFit()
    {
        List<Field> fields = List.of(new Field(0, "k", BIGINT));

        assertThat(forStatistics(fields, new Predicate.In(0, BIGINT, List.of(-5L, (long) Integer.MIN_VALUE))))
                .contains(new Predicate.In(0, INT.withNullable(false), List.of(-5L, (long) Integer.MIN_VALUE)));
        assertThat(forStatistics(fields, new Predicate.In(0, BIGINT, List.of(-5L, 1L << 31)))).isEmpty();
    }

    @Test
    public void otherTypeChangesAreNotFilteredInTheFile()
    {
        List<Field> fields = List.of(new Field(1, "a", STRING), new Field(2, "b", new VarCharType(3, true)));

        assertThat(forStatistics(fields, new Predicate.IsNull(0, STRING))).isEmpty();
        assertThat(forStatistics(fields, new Predicate.IsNotNull(1, STRING))).isEmpty();
    }

    private static Optional<Predicate> forStatistics(List<Field> fields, Predicate filter)
    {
        return FilterEvolution.forStatistics(FILE, Optional.empty(), fields, filter);
    }

    private static FileMapping map(RowType file, Field... read)
    {
        return FileMapping.of(file, Optional.empty(), List.of(read));
    }

    private static RowType row(Field... members)
    {
        return new RowType(List.of(members), true);
    }

    private static Column ints(int... values)
    {
        IntBuilder builder = new IntBuilder(values.length);
        for (int value : values) {
            builder.append(value);
        }
        return builder.build();
    }

    private static Column longs(Long... values)
    {
        LongBuilder builder = new LongBuilder(values.length);
        for (Long value : values) {
            if (value == null) {
                builder.appendNull();
            }
            else {
                builder.append(value);
            }
        }
        return builder.build();
    }

    /** Rows of a file. */
    private record Rows(Column... columns)
            implements FileBatch
    {
        private static final long FIRST_ROW = 1_000;

        @Override
        public long firstRow()
        {
            return FIRST_ROW;
        }

        @Override
        public int size()
        {
            return columns[0].size();
        }

        @Override
        public int columnCount()
        {
            return columns.length;
        }

        @Override
        public Column column(int index)
        {
            return columns[index];
        }
    }
}
