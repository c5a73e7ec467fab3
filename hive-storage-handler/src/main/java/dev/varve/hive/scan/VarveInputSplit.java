package dev.varve.hive.scan;

import dev.varve.hive.table.TableName;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.FileSplit;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel reads at once, on its way to a task. Its path is the directory of the table, or of the partition that Hive knows, by which Hive
 * finds out what it belongs to; its length is that of the files, by which Tez groups splits.
 *
 * <p>As bytes: what a FileSplit has; location, database and name as texts; the number of partition columns and their names; whether there is a
 * reference, and it; {@link SplitContent}.
 */
public final class VarveInputSplit
        extends FileSplit
{
    private TableName table;
    private SplitContent content;

    /** For those who read one from bytes. */
    public VarveInputSplit()
    {
        super((Path) null, 0, 0, (String[]) null);
    }

    VarveInputSplit(Path path, TableName table, long bytes, SplitContent content)
    {
        super(path, 0, Math.max(1, bytes), new String[0]);
        this.table = table;
        this.content = content;
    }

    public TableName table()
    {
        return table;
    }

    SplitContent content()
    {
        return content;
    }

    @Override
    public void write(DataOutput output)
            throws IOException
    {
        super.write(output);
        Text.writeString(output, table.location());
        Text.writeString(output, table.database());
        Text.writeString(output, table.name());
        output.writeInt(table.partitionColumns().size());
        for (String column : table.partitionColumns()) {
            Text.writeString(output, column);
        }
        output.writeBoolean(table.reference().isPresent());
        if (table.reference().isPresent()) {
            Text.writeString(output, table.reference().get());
        }
        content.write(output);
    }

    @Override
    public void readFields(DataInput input)
            throws IOException
    {
        super.readFields(input);
        String location = Text.readString(input);
        String database = Text.readString(input);
        String name = Text.readString(input);
        List<String> partitionColumns = new ArrayList<>();
        int columns = input.readInt();
        for (int i = 0; i < columns; i++) {
            partitionColumns.add(Text.readString(input));
        }
        Optional<String> reference = input.readBoolean() ? Optional.of(Text.readString(input)) : Optional.empty();
        table = new TableName(location, database, name, partitionColumns, reference);
        content = SplitContent.read(input);
    }
}
