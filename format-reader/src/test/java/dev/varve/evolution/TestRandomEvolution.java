package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.RandomValues;
import dev.varve.datafile.Values;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads random rows of random schemas as randomly changed ones, against a model that maps one value at a time. */
public class TestRandomEvolution
{
    private static final int ROWS = 10;
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);

    @Test
    public void readsRowsAsTheModelDoes()
            throws IOException
    {
        for (int round = 0; round < 150; round++) {
            long seed = System.nanoTime();
            Schemas schemas = new Schemas(new Random(seed));
            RowType file = schemas.row(0);
            RowType read = schemas.evolve(file);
            List<List<Object>> rows = new RandomValues(new Random(seed), 0.2).rows(file, ROWS);
            FileMapping mapping = FileMapping.of(file, Optional.empty(), read.fields());

            FileBatch batch = mapping.map(fileBatch(mapping.fileFields(), file, rows));

            for (int i = 0; i < read.size(); i++) {
                Field field = read.field(i);
                List<Object> expected = new ArrayList<>();
                for (List<Object> row : rows) {
                    expected.add(memberOf(file, row, field));
                }
                assertThat(Values.of(field.type(), batch.column(i))).as("column %s of %s from %s, seed %s", field, read, file, seed).isEqualTo(expected);
            }
        }
    }

    /** What a reader of the file gives: the requested columns, pruned. */
    private static FileBatch fileBatch(List<Field> requested, RowType file, List<List<Object>> rows)
    {
        List<Column> columns = new ArrayList<>();
        for (Field field : requested) {
            columns.add(Values.column(field.type(), rows.stream().map(row -> memberOf(file, row, field)).toList()));
        }
        return new FileBatch()
        {
            @Override
            public long firstRow()
            {
                return 0;
            }

            @Override
            public int size()
            {
                return ROWS;
            }

            @Override
            public int columnCount()
            {
                return columns.size();
            }

            @Override
            public Column column(int index)
            {
                return columns.get(index);
            }
        };
    }

    private static Object memberOf(RowType file, List<?> row, Field wanted)
    {
        OptionalInt index = file.indexOfId(wanted.id());
        return index.isEmpty() ? null : value(file.field(index.getAsInt()).type(), row.get(index.getAsInt()), wanted.type());
    }

    private static Object value(DataType file, Object value, DataType read)
    {
        if (value == null || !anyMember(file, read)) {
            return null;
        }
        if (read instanceof RowType readRow) {
            List<Object> members = new ArrayList<>();
            readRow.fields().forEach(member -> members.add(memberOf((RowType) file, (List<?>) value, member)));
            return members;
        }
        if (read instanceof ArrayType array) {
            List<Object> elements = new ArrayList<>();
            ((List<?>) value).forEach(element -> elements.add(value(((ArrayType) file).element(), element, array.element())));
            return elements;
        }
        if (read instanceof MapType map) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((key, item) -> entries.put(key, value(((MapType) file).value(), item, map.value())));
            return entries;
        }
        if (read instanceof VarCharType && value instanceof Long) {
            return value.toString();
        }
        return read instanceof TinyIntType ? (Object) (long) (byte) (long) value : value;
    }

    /** Whether the file has anything of a type: of rows at least one of the wanted members, and something of that one. */
    private static boolean anyMember(DataType file, DataType read)
    {
        if (read instanceof RowType readRow) {
            return readRow.fields().stream().anyMatch(member -> {
                OptionalInt index = ((RowType) file).indexOfId(member.id());
                return index.isPresent() && anyMember(((RowType) file).field(index.getAsInt()).type(), member.type());
            });
        }
        if (read instanceof ArrayType array) {
            return anyMember(((ArrayType) file).element(), array.element());
        }
        return !(read instanceof MapType map) || anyMember(((MapType) file).value(), map.value());
    }

    /** Makes schemas and changes them as ALTER TABLE would, and as a projection of nested members would. */
    private static final class Schemas
    {
        private final Random random;
        private int nextId;

        private Schemas(Random random)
        {
            this.random = random;
        }

        private RowType row(int depth)
        {
            List<Field> fields = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                int id = nextId++;
                fields.add(new Field(id, "f" + id, type(depth)));
            }
            return new RowType(fields, true);
        }

        private DataType type(int depth)
        {
            return switch (random.nextInt(depth < 3 ? 6 : 3)) {
                case 0 -> new IntType(true);
                case 1 -> new BigIntType(true);
                case 2 -> STRING;
                case 3 -> row(depth + 1);
                case 4 -> new ArrayType(type(depth + 1), true);
                default -> new MapType(new IntType(false), type(depth + 1), true);
            };
        }

        private RowType evolve(RowType row)
        {
            List<Field> fields = new ArrayList<>();
            for (Field field : row.fields()) {
                if (random.nextInt(4) > 0) {
                    fields.add(new Field(field.id(), random.nextBoolean() ? field.name() : "renamed" + field.id(), evolve(field.type())));
                }
            }
            if (fields.isEmpty() || random.nextInt(3) == 0) {
                int id = nextId++;
                fields.add(new Field(id, "added" + id, type(2)));
            }
            if (random.nextInt(3) == 0) {
                Collections.shuffle(fields, random);
            }
            return new RowType(fields, true);
        }

        private DataType evolve(DataType type)
        {
            if (type instanceof RowType row) {
                return evolve(row);
            }
            if (type instanceof ArrayType array) {
                return new ArrayType(evolve(array.element()), true);
            }
            if (type instanceof MapType map) {
                return new MapType(map.key(), evolve(map.value()), true);
            }
            List<DataType> targets = type instanceof IntType
                    ? Arrays.asList(type, type, new BigIntType(true), new TinyIntType(true), STRING)
                    : List.of(type);
            return targets.get(random.nextInt(targets.size()));
        }
    }
}
