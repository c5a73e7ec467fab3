package dev.varve.write.file.index;

import dev.varve.column.Column;
import dev.varve.column.Validity;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All indexes of one data file, in one container:
 *
 * <pre>
 * int64  0x00054E4ED01A35AE
 * int32  1
 * int32  length of all that comes before the body
 * int32  columns, each: UTF name, int32 indexes, each: UTF type, int32 start, int32 length
 * int32  0
 * body   the indexes; start counts from the first byte of the container, -1 if all values are null
 * </pre>
 */
public final class FileIndexBuilder
{
    private static final long MAGIC = 1_493_475_289_347_502L;
    private static final int VERSION = 1;

    private final List<Part> parts;

    private FileIndexBuilder(List<Part> parts)
    {
        this.parts = parts;
    }

    public static FileIndexBuilder of(List<IndexSpec> specs)
    {
        return new FileIndexBuilder(specs.stream().map(spec -> new Part(spec, spec.open())).toList());
    }

    /**
     * Adds rows {@code from} to {@code to} (exclusive) of flat columns.
     *
     * @param firstColumn where the columns of the table begin
     */
    public void add(List<Column> columns, int firstColumn, int from, int to)
    {
        for (Part part : parts) {
            part.add(columns.get(firstColumn + part.spec.position()), from, to);
        }
    }

    /** The bytes of the container; empty if there is no index. */
    public Optional<byte[]> finish()
            throws IOException
    {
        Map<String, List<Entry>> columns = new LinkedHashMap<>();
        for (Part part : parts) {
            Optional<byte[]> index = part.hasValues ? part.writer.finish() : Optional.of(new byte[0]);
            index.ifPresent(bytes -> columns.computeIfAbsent(part.spec.column().name(), name -> new ArrayList<>()).add(new Entry(part.spec.type(), bytes)));
        }
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        // The header has the same length whatever the positions in it are.
        int headLength = head(columns, 0).length;
        ByteArrayOutputStream container = new ByteArrayOutputStream();
        container.write(head(columns, headLength));
        for (List<Entry> entries : columns.values()) {
            for (Entry entry : entries) {
                container.write(entry.bytes());
            }
        }
        return Optional.of(container.toByteArray());
    }

    private static byte[] head(Map<String, List<Entry>> columns, int headLength)
            throws IOException
    {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(bytes);
        head.writeLong(MAGIC);
        head.writeInt(VERSION);
        head.writeInt(headLength);
        head.writeInt(columns.size());
        int start = headLength;
        for (Map.Entry<String, List<Entry>> column : columns.entrySet()) {
            head.writeUTF(column.getKey());
            head.writeInt(column.getValue().size());
            for (Entry entry : column.getValue()) {
                head.writeUTF(entry.type());
                head.writeInt(entry.bytes().length == 0 ? -1 : start);
                head.writeInt(entry.bytes().length);
                start = Math.addExact(start, entry.bytes().length);
            }
        }
        head.writeInt(0);
        return bytes.toByteArray();
    }

    /** An index with its bytes, which are none if all values are null. */
    private record Entry(String type, byte[] bytes) {}

    private static final class Part
    {
        private final IndexSpec spec;
        private final IndexWriter writer;
        private boolean hasValues;

        private Part(IndexSpec spec, IndexWriter writer)
        {
            this.spec = spec;
            this.writer = writer;
        }

        private void add(Column column, int from, int to)
        {
            for (int i = from; !hasValues && i < to; i++) {
                hasValues = column.validity() == null || Validity.isValid(column.validity(), i);
            }
            writer.add(column, from, to);
        }
    }
}
