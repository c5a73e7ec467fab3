package dev.varve.hive.scan;

import dev.varve.hive.table.TableName;
import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.FileSplit;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A split of the kernel on its way to a task. Its path is the directory of the table, or of the partition that Hive knows, by which Hive finds out
 * what it belongs to; its length is that of the files, by which Tez groups splits.
 *
 * <p>As bytes: what a FileSplit has; location, database, name and branch as texts; the number of partition columns and their names; the id of the
 * schema; the length of the split of the kernel and its bytes.
 */
public final class VarveInputSplit
        extends FileSplit
{
    private TableName table;
    private String branch;
    private long schemaId;
    private byte[] split;

    /** For those who read one from bytes. */
    public VarveInputSplit()
    {
        super((Path) null, 0, 0, (String[]) null);
    }

    VarveInputSplit(Path path, TableName table, String branch, long schemaId, Split split)
    {
        super(path, 0, Math.max(1, split.bytes()), new String[0]);
        this.table = table;
        this.branch = branch;
        this.schemaId = schemaId;
        this.split = SplitCodec.encode(split);
    }

    public TableName table()
    {
        return table;
    }

    String branch()
    {
        return branch;
    }

    long schemaId()
    {
        return schemaId;
    }

    /**
     * @throws dev.varve.error.VarveException if another version of Varve made it
     */
    Split decode()
    {
        return SplitCodec.decode(split);
    }

    @Override
    public void write(DataOutput output)
            throws IOException
    {
        super.write(output);
        Text.writeString(output, table.location());
        Text.writeString(output, table.database());
        Text.writeString(output, table.name());
        Text.writeString(output, branch);
        output.writeInt(table.partitionColumns().size());
        for (String column : table.partitionColumns()) {
            Text.writeString(output, column);
        }
        output.writeLong(schemaId);
        output.writeInt(split.length);
        output.write(split);
    }

    @Override
    public void readFields(DataInput input)
            throws IOException
    {
        super.readFields(input);
        String location = Text.readString(input);
        String database = Text.readString(input);
        String name = Text.readString(input);
        branch = Text.readString(input);
        List<String> partitionColumns = new ArrayList<>();
        int columns = input.readInt();
        for (int i = 0; i < columns; i++) {
            partitionColumns.add(Text.readString(input));
        }
        table = new TableName(location, database, name, partitionColumns);
        schemaId = input.readLong();
        split = new byte[input.readInt()];
        input.readFully(split);
    }
}
