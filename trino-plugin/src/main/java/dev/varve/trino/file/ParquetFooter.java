package dev.varve.trino.file;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.parquet.ParquetDataSource;
import io.trino.parquet.metadata.ParquetMetadata;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The footer of a Parquet file: {@code … FileMetaData, its length as a little-endian int, "PAR1"}.
 */
final class ParquetFooter
{
    private static final Slice MAGIC = Slices.utf8Slice("PAR1");
    private static final Slice ENCRYPTED_MAGIC = Slices.utf8Slice("PARE");
    private static final int TAIL_LENGTH = Integer.BYTES + MAGIC.length();
    /** What the Thrift reader adds to the message length when it checks the sizes of lists. */
    private static final int MESSAGE_SLACK = 1024;

    private final FileMetaData metadata;
    private final ParquetNode schema;

    private ParquetFooter(FileMetaData metadata, ParquetNode schema)
    {
        this.metadata = metadata;
        this.schema = schema;
    }

    /**
     * One read of storage, or two if the footer is longer than {@code expectedLength}.
     *
     * @throws IOException with a message that leaves the name of the file to the caller, if there is no whole footer
     */
    static ParquetFooter read(ParquetDataSource source, int expectedLength)
            throws IOException
    {
        long fileLength = source.getEstimatedSize();
        Slice tail = source.readTail(Math.max(expectedLength, TAIL_LENGTH));
        if (tail.length() < TAIL_LENGTH) {
            throw new IOException("it has only " + fileLength + " bytes");
        }
        Slice magic = tail.slice(tail.length() - MAGIC.length(), MAGIC.length());
        if (magic.equals(ENCRYPTED_MAGIC)) {
            throw new IOException("it is encrypted");
        }
        if (!magic.equals(MAGIC)) {
            throw new IOException("it does not end with the magic bytes PAR1");
        }
        int length = tail.getInt(tail.length() - TAIL_LENGTH);
        if (length <= 0 || length > fileLength - TAIL_LENGTH) {
            throw new IOException("its footer claims to have " + length + " bytes");
        }
        if (length > tail.length() - TAIL_LENGTH) {
            tail = source.readTail(length + TAIL_LENGTH);
        }
        Slice message = tail.slice(tail.length() - TAIL_LENGTH - length, length);
        FileMetaData metadata = Util.readFileMetaData(message.getInput(), length + MESSAGE_SLACK);
        ParquetNode schema = ParquetNode.parse(metadata.getSchema());
        checkRowGroups(metadata, schema);
        return new ParquetFooter(metadata, schema);
    }

    private static void checkRowGroups(FileMetaData metadata, ParquetNode schema)
            throws IOException
    {
        int leaves = leaves(schema);
        for (RowGroup rowGroup : metadata.getRow_groups()) {
            if (rowGroup.getNum_rows() < 0 || rowGroup.getColumnsSize() != leaves) {
                throw new IOException("a row group has " + rowGroup.getNum_rows() + " rows of " + rowGroup.getColumnsSize() + " columns where the schema has " + leaves);
            }
            for (ColumnChunk chunk : rowGroup.getColumns()) {
                if (chunk.isSetCrypto_metadata() || !chunk.isSetMeta_data()) {
                    throw new IOException("it has encrypted columns");
                }
            }
        }
    }

    private static int leaves(ParquetNode node)
    {
        if (node.isLeaf()) {
            return 1;
        }
        return node.children().stream().mapToInt(ParquetFooter::leaves).sum();
    }

    ParquetNode schema()
    {
        return schema;
    }

    Optional<String> createdBy()
    {
        return Optional.ofNullable(metadata.getCreated_by());
    }

    /** How many rows each row group has. */
    List<Long> rowGroups()
    {
        return metadata.getRow_groups().stream().map(RowGroup::getNum_rows).toList();
    }

    long rowCount()
    {
        return metadata.getRow_groups().stream().mapToLong(RowGroup::getNum_rows).sum();
    }

    /**
     * What the pages of the selected columns cannot exceed, by where their column chunks start.
     *
     * @param selected the {@link ParquetNode#index} of leaves and of all nodes above them
     */
    NavigableMap<Long, PageLimits> pageLimits(BitSet selected)
    {
        NavigableMap<Long, PageLimits> limits = new TreeMap<>();
        addPageLimits(schema, selected, limits);
        return limits;
    }

    private void addPageLimits(ParquetNode node, BitSet selected, Map<Long, PageLimits> limits)
    {
        if (node.isLeaf()) {
            for (RowGroup rowGroup : metadata.getRow_groups()) {
                PageLimits chunk = PageLimits.of(node.element(), rowGroup.getColumns().get(node.leaf()));
                limits.put(chunk.start(), chunk);
            }
        }
        for (ParquetNode child : node.children()) {
            if (selected.get(child.index())) {
                addPageLimits(child, selected, limits);
            }
        }
    }

    /**
     * The footer of the same file with no other columns than those of which the schema elements are selected, all under their
     * aliases. Can be called once.
     *
     * @param selected the {@link ParquetNode#index} of leaves and of all nodes above them
     */
    ParquetMetadata prune(BitSet selected, ParquetDataSource source)
            throws IOException
    {
        List<SchemaElement> elements = new ArrayList<>();
        List<ParquetNode> leaves = new ArrayList<>();
        selected.set(schema.index());
        prune(schema, selected, elements, leaves);

        List<RowGroup> rowGroups = new ArrayList<>();
        for (RowGroup rowGroup : metadata.getRow_groups()) {
            List<ColumnChunk> chunks = new ArrayList<>(leaves.size());
            for (ParquetNode leaf : leaves) {
                ColumnChunk chunk = rowGroup.getColumns().get(leaf.leaf());
                chunk.getMeta_data().setPath_in_schema(leaf.path());
                chunks.add(chunk);
            }
            rowGroups.add(new RowGroup(chunks, rowGroup.getTotal_byte_size(), rowGroup.getNum_rows()));
        }
        FileMetaData pruned = new FileMetaData(metadata.getVersion(), elements, metadata.getNum_rows(), rowGroups);
        createdBy().ifPresent(pruned::setCreated_by);
        return new ParquetMetadata(pruned, source.getId(), Optional.empty());
    }

    private static void prune(ParquetNode node, BitSet selected, List<SchemaElement> elements, List<ParquetNode> leaves)
    {
        SchemaElement element = new SchemaElement(node.element());
        element.setName(node.alias());
        elements.add(element);
        if (node.isLeaf()) {
            leaves.add(node);
            return;
        }
        int children = 0;
        for (ParquetNode child : node.children()) {
            if (selected.get(child.index())) {
                prune(child, selected, elements, leaves);
                children++;
            }
        }
        element.setNum_children(children);
    }
}
