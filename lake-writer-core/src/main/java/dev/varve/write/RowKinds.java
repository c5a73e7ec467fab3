package dev.varve.write;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.MergeOptions;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** What kinds the rows of a batch have, and which of them the table takes. */
final class RowKinds
{
    private static final Slice[] TEXTS = Arrays.stream(RowKind.values()).map(kind -> Slices.utf8Slice(kind.toString())).toArray(Slice[]::new);

    private final OptionalInt kindColumn;
    private final boolean ignoreDelete;
    private final boolean ignoreUpdateBefore;
    private final Optional<String> refusal;

    private RowKinds(OptionalInt kindColumn, boolean ignoreDelete, boolean ignoreUpdateBefore, Optional<String> refusal)
    {
        this.kindColumn = kindColumn;
        this.ignoreDelete = ignoreDelete;
        this.ignoreUpdateBefore = ignoreUpdateBefore;
        this.refusal = refusal;
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if {@code rowkind.field} is not a column of text
     */
    static RowKinds of(TableSchema schema, MergeOptions merge)
    {
        Optional<String> name = new OptionMap(schema.options()).text("rowkind.field");
        OptionalInt column = name.isEmpty() ? OptionalInt.empty() : schema.fields().indexOf(name.get());
        if (name.isPresent()) {
            if (column.isEmpty()) {
                throw VarveException.invalid("Option rowkind.field of the table names column '" + name.get() + "', which does not exist");
            }
            DataType type = schema.fields().field(column.getAsInt()).type();
            if (!(type instanceof CharType || type instanceof VarCharType)) {
                throw VarveException.invalid("Option rowkind.field of the table names column '" + name.get() + "', which has type " + type + " and not a type of text");
            }
        }
        return new RowKinds(column, merge.ignoreDelete(), merge.ignoreUpdateBefore(), refusal(schema, merge));
    }

    /** Why rows of kind -U and -D are refused, if they are. */
    private static Optional<String> refusal(TableSchema schema, MergeOptions merge)
    {
        if (!schema.hasPrimaryKey()) {
            return Optional.of("it has no primary key");
        }
        if (merge.engine() == MergeEngine.FIRST_ROW) {
            return Optional.of("its merge engine is first-row");
        }
        if (merge.engine() == MergeEngine.PARTIAL_UPDATE && !merge.removeRecordOnDelete() && merge.sequenceGroups().isEmpty()) {
            return Optional.of("its merge engine is partial-update, without partial-update.remove-record-on-delete or sequence groups");
        }
        return Optional.empty();
    }

    /**
     * The kinds of rows at positions, a {@link RowKind#value} per row of the batch; null if all are +I.
     *
     * @param columns those of the table, flat
     * @param given the kinds that came with the batch, or null
     * @throws VarveException of kind INVALID_REQUEST if one of them is no kind
     */
    byte[] kinds(Column[] columns, Column given, int[] positions, int count)
    {
        if (kindColumn.isPresent()) {
            return parsed((BytesColumn) columns[kindColumn.getAsInt()], positions, count);
        }
        if (given == null) {
            return null;
        }
        if (!(given instanceof ByteColumn numbers)) {
            throw VarveException.invalid("Row kinds come in a column of TINYINT, not in " + given.getClass().getSimpleName());
        }
        byte[] kinds = numbers.values();
        int used = 0;
        for (int i = 0; i < count; i++) {
            byte kind = kinds[positions[i]];
            if (kind < 0 || kind >= TEXTS.length || numbers.isNull(positions[i])) {
                throw VarveException.invalid("Row " + positions[i] + " of the batch has the kind " + (numbers.isNull(positions[i]) ? "null" : kind) + "; kinds are 0 to 3");
            }
            used |= kind;
        }
        return used == 0 ? null : kinds;
    }

    private static byte[] parsed(BytesColumn texts, int[] positions, int count)
    {
        byte[] kinds = new byte[texts.size()];
        for (int i = 0; i < count; i++) {
            kinds[positions[i]] = parse(texts, positions[i]);
        }
        return kinds;
    }

    private static byte parse(BytesColumn texts, int position)
    {
        if (!texts.isNull(position) && texts.length(position) == 2) {
            byte[] bytes = texts.bytes().byteArray();
            int start = texts.bytes().byteArrayOffset() + texts.offsets()[position];
            for (byte kind = 0; kind < TEXTS.length; kind++) {
                if (bytes[start] == TEXTS[kind].getByte(0) && Character.toUpperCase(bytes[start + 1]) == TEXTS[kind].getByte(1)) {
                    return kind;
                }
            }
        }
        throw VarveException.invalid("Row " + position + " of the batch has " +
                (texts.isNull(position) ? "no value" : "'" + texts.value(position).toStringUtf8() + "'") +
                " in the column that option rowkind.field names; it must be +I, -U, +U or -D");
    }

    /**
     * Leaves out the rows that the table ignores, in place, and returns how many are left.
     *
     * @throws VarveException of kind INVALID_REQUEST if a row that is left is of a kind that the table refuses
     */
    int filter(byte[] kinds, int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            byte kind = kinds[positions[i]];
            boolean before = kind == RowKind.UPDATE_BEFORE.value();
            boolean retracts = before || kind == RowKind.DELETE.value();
            if (retracts && ignoreDelete || before && ignoreUpdateBefore) {
                continue;
            }
            if (retracts && refusal.isPresent()) {
                throw VarveException.invalid("The table takes no rows of kind " + RowKind.of(kind) + ", because " + refusal.get() +
                        "; with ignore-delete=true they are left out");
            }
            positions[kept++] = positions[i];
        }
        return kept;
    }
}
