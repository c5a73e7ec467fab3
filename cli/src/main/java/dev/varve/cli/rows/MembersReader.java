package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.type.RowType;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ROW: a JSON object. A member that is missing is null. */
final class MembersReader
        extends ValueReader
{
    private final RowType type;
    private final List<ValueReader> members;
    private final Map<String, Integer> indexes = new HashMap<>();

    MembersReader(RowType type)
    {
        super(type);
        this.type = type;
        members = type.fields().stream().map(field -> ValueReader.of(field.type())).toList();
        for (int i = 0; i < type.size(); i++) {
            indexes.put(type.field(i).name(), i);
        }
    }

    @Override
    void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw unexpected(json, "an object");
        }
        RowBuilder row = (RowBuilder) target;
        int size = row.size();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            Integer index = indexes.get(name);
            if (index == null) {
                throw new ValueException("the row has no member '" + abbreviated(name) + "', only " + type.names());
            }
            if (row.field(index).size() > size) {
                throw new ValueException("member '" + name + "' occurs twice");
            }
            json.nextToken();
            readMember(index, json, row.field(index));
        }
        for (int i = 0; i < members.size(); i++) {
            if (row.field(i).size() == size) {
                readMissing(i, row.field(i));
            }
        }
        row.endValue();
    }

    private void readMember(int index, JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        try {
            members.get(index).read(json, target);
        }
        catch (ValueException e) {
            throw new ValueException("member '" + type.field(index).name() + "': " + e.getMessage());
        }
    }

    private void readMissing(int index, ColumnBuilder target)
            throws ValueException
    {
        if (!type.field(index).type().nullable()) {
            throw new ValueException("member '" + type.field(index).name() + "' is missing, but NOT NULL");
        }
        target.appendNull();
    }

    @Override
    void readText(String text, ColumnBuilder target)
            throws ValueException
    {
        NestedText.read(this, text, target);
    }
}
