package dev.varve.scan;

import dev.varve.datafile.FilePart;
import dev.varve.error.VarveException;
import dev.varve.index.DeletionFile;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A {@link Split} as bytes, to carry it from the node that plans to the one that reads. Both run the same version of
 * Varve; the version byte makes a mixture fail instead of misread.
 *
 * <pre>
 * byte      version, 3
 * split     varint snapshot id, row partition, varint bucket, varint total buckets, text bucket path, boolean rawConvertible,
 *           varint n, then n files, optional range, optional part, optional fallback
 * range     optional row from, optional row to, varint bytes
 * part      varint index, varint count
 * fallback  text branch, varint schema
 * file      text name, optional text external path, varint size, varint row count, row min key, row max key,
 *           varint min sequence, varint max sequence, varint schema, varint level, optional varint delete row count,
 *           texts extra files, optional varint first row id, optional texts columns, optional varint creation time,
 *           optional varint file source, optional deletion file
 * deletion  text path, varint offset, varint length, optional varint cardinality
 *
 * varint    zigzag, little-endian base 128
 * row       varint length, bytes as {@link BinaryRow#toBytes}
 * text      varint 0, varint length, UTF-8; or varint k &gt; 0 for the k-th different text before
 * texts     varint n, then n texts
 * optional  boolean, and what it says if true
 * </pre>
 */
public final class SplitCodec
{
    private static final int VERSION = 3;

    private SplitCodec() {}

    public static byte[] encode(Split split)
    {
        Writer writer = new Writer();
        writer.bytes.write(VERSION);
        writer.split(split);
        return writer.bytes.toByteArray();
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if the bytes are not those of exactly one split of this version
     */
    public static Split decode(byte[] bytes)
    {
        Reader reader = new Reader(bytes);
        int version = reader.octet();
        if (version != VERSION) {
            throw VarveException.invalid("A split of version " + version + " cannot be read, this is version " + VERSION + ": run one version of Varve on all nodes");
        }
        Split split;
        try {
            split = reader.split();
        }
        catch (IllegalArgumentException e) {
            throw new VarveException(VarveException.Kind.INVALID_REQUEST, "A split makes no sense: " + e.getMessage(), e);
        }
        reader.expectEnd();
        return split;
    }

    private static final class Writer
    {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Map<String, Integer> texts = new HashMap<>();

        void split(Split split)
        {
            varint(split.snapshotId());
            row(split.partition());
            varint(split.bucket());
            varint(split.totalBuckets());
            text(split.bucketPath().text());
            flag(split.rawConvertible());
            varint(split.files().size());
            split.files().forEach(this::file);
            flag(split.range().isPresent());
            split.range().ifPresent(this::range);
            flag(split.part().isPresent());
            split.part().ifPresent(part -> {
                varint(part.index());
                varint(part.count());
            });
            flag(split.fallback().isPresent());
            split.fallback().ifPresent(branch -> {
                text(branch.name());
                varint(branch.schemaId());
            });
        }

        void range(KeyRange range)
        {
            for (Optional<BinaryRow> bound : List.of(range.from(), range.to())) {
                flag(bound.isPresent());
                bound.ifPresent(this::row);
            }
            varint(range.bytes());
        }

        void file(SplitFile file)
        {
            text(file.name());
            flag(file.externalPath().isPresent());
            file.externalPath().ifPresent(path -> text(path.text()));
            varint(file.size());
            varint(file.rowCount());
            row(file.minKey());
            row(file.maxKey());
            varint(file.minSequenceNumber());
            varint(file.maxSequenceNumber());
            varint(file.schemaId());
            varint(file.level());
            optional(file.deleteRowCount());
            texts(file.extraFiles());
            optional(file.firstRowId());
            flag(file.writeColumns().isPresent());
            file.writeColumns().ifPresent(this::texts);
            optional(file.creationTime());
            flag(file.fileSource().isPresent());
            file.fileSource().ifPresent(source -> varint(source.ordinal()));
            flag(file.deletionFile().isPresent());
            file.deletionFile().ifPresent(this::deletion);
            flag(file.onlySupersedes());
        }

        void deletion(DeletionFile deletion)
        {
            text(deletion.path().text());
            varint(deletion.offset());
            varint(deletion.length());
            optional(deletion.cardinality());
        }

        void varint(long value)
        {
            long rest = (value << 1) ^ (value >> 63);
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) (rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        void flag(boolean value)
        {
            bytes.write(value ? 1 : 0);
        }

        void optional(OptionalLong value)
        {
            flag(value.isPresent());
            value.ifPresent(this::varint);
        }

        void row(BinaryRow row)
        {
            octets(row.toBytes());
        }

        void text(String text)
        {
            Integer known = texts.putIfAbsent(text, texts.size() + 1);
            varint(known == null ? 0 : known);
            if (known == null) {
                octets(text.getBytes(UTF_8));
            }
        }

        void texts(List<String> list)
        {
            varint(list.size());
            list.forEach(this::text);
        }

        void octets(byte[] value)
        {
            varint(value.length);
            bytes.writeBytes(value);
        }
    }

    private static final class Reader
    {
        private final byte[] bytes;
        private final List<String> texts = new ArrayList<>();
        private int position;

        Reader(byte[] bytes)
        {
            this.bytes = bytes;
        }

        Split split()
        {
            long snapshotId = varint();
            BinaryRow partition = row();
            int bucket = integer();
            int totalBuckets = integer();
            StoragePath bucketPath = StoragePath.of(text());
            boolean rawConvertible = flag();
            List<SplitFile> files = list(this::file);
            Optional<KeyRange> range = flag() ? Optional.of(new KeyRange(bound(), bound(), varint())) : Optional.empty();
            Optional<FilePart> part = flag() ? Optional.of(new FilePart(integer(), integer())) : Optional.empty();
            Optional<FallbackBranch> fallback = flag() ? Optional.of(new FallbackBranch(text(), varint())) : Optional.empty();
            return new Split(snapshotId, partition, bucket, totalBuckets, bucketPath, files, rawConvertible, range, part, fallback);
        }

        Optional<BinaryRow> bound()
        {
            return flag() ? Optional.of(row()) : Optional.empty();
        }

        SplitFile file()
        {
            return new SplitFile(
                    text(),
                    flag() ? Optional.of(StoragePath.of(text())) : Optional.empty(),
                    varint(),
                    varint(),
                    row(),
                    row(),
                    varint(),
                    varint(),
                    varint(),
                    integer(),
                    optional(),
                    list(this::text),
                    optional(),
                    flag() ? Optional.of(list(this::text)) : Optional.empty(),
                    optional(),
                    flag() ? Optional.of(fileSource()) : Optional.empty(),
                    flag() ? Optional.of(deletion()) : Optional.empty(),
                    flag());
        }

        DeletionFile deletion()
        {
            return new DeletionFile(StoragePath.of(text()), varint(), varint(), optional());
        }

        FileSource fileSource()
        {
            int source = integer();
            if (source < 0 || source >= FileSource.values().length) {
                throw VarveException.invalid("The source of a file in a split is " + source);
            }
            return FileSource.values()[source];
        }

        int octet()
        {
            if (position == bytes.length) {
                throw truncated();
            }
            return bytes[position++];
        }

        long varint()
        {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int octet = octet();
                value |= (long) (octet & 0x7f) << shift;
                if (octet >= 0) {
                    return (value >>> 1) ^ -(value & 1);
                }
            }
            throw VarveException.invalid("A number in a split has more than 64 bits");
        }

        int integer()
        {
            long value = varint();
            if (value != (int) value) {
                throw VarveException.invalid("A number in a split is out of range: " + value);
            }
            return (int) value;
        }

        /** A length or count; whatever is counted takes at least a byte each. */
        int count()
        {
            long value = varint();
            if (value < 0 || value > bytes.length - position) {
                throw truncated();
            }
            return (int) value;
        }

        boolean flag()
        {
            int octet = octet();
            if (octet < 0 || octet > 1) {
                throw VarveException.invalid("A flag in a split is " + octet);
            }
            return octet == 1;
        }

        OptionalLong optional()
        {
            return flag() ? OptionalLong.of(varint()) : OptionalLong.empty();
        }

        BinaryRow row()
        {
            try {
                return BinaryRow.of(octets());
            }
            catch (VarveException e) {
                throw new VarveException(VarveException.Kind.INVALID_REQUEST, "A row in a split is damaged: " + e.getMessage(), e);
            }
        }

        String text()
        {
            int known = integer();
            if (known < 0 || known > texts.size()) {
                throw VarveException.invalid("A split refers to text " + known + " of " + texts.size());
            }
            if (known == 0) {
                texts.add(new String(octets(), UTF_8));
                known = texts.size();
            }
            return texts.get(known - 1);
        }

        <T> List<T> list(Supplier<T> element)
        {
            int size = count();
            List<T> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                list.add(element.get());
            }
            return list;
        }

        byte[] octets()
        {
            int length = count();
            position += length;
            return Arrays.copyOfRange(bytes, position - length, position);
        }

        void expectEnd()
        {
            if (position != bytes.length) {
                throw VarveException.invalid("There are " + (bytes.length - position) + " bytes after the end of a split");
            }
        }

        private static VarveException truncated()
        {
            return VarveException.invalid("A split ends too early");
        }
    }
}
