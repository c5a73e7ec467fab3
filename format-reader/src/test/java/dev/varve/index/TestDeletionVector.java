package dev.varve.index;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.roaringbitmap.RoaringBitmap;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestDeletionVector
{
    @Test
    public void readsAVectorOf32BitsByPaimon()
            throws IOException
    {
        DeletionVector vector = read("01 00000018 5e43f2d0 3a30000001000000000001001000000002000400 87d960fa".replace(" ", ""), 1, 24);
        assertThat(vector.cardinality()).isEqualTo(2);
        assertThat(LongStream.range(0, 20).filter(vector::isDeleted)).containsExactly(2L, 4L);
        assertThat(vector.isDeleted(1L << 32)).isFalse();
    }

    @Test
    public void readsAVectorOf64BitsByPaimon()
            throws IOException
    {
        String blob = "0000001f d1d33964 0100000000000000 00000000 3b300000010000100001000300 1000 bc44c681".replace(" ", "");
        for (String rest : List.of("", "0000001f")) {
            DeletionVector vector = read("01" + blob + rest, 1, 39);
            assertThat(vector.cardinality()).isEqualTo(17);
            assertThat(LongStream.range(0, 30).filter(row -> !vector.isDeleted(row)))
                    .containsExactly(0L, 1L, 2L, 20L, 21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L, 29L);
        }
    }

    @Test
    public void keepsWhatIsNotDeleted()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            boolean wide = random.nextBoolean();
            long base = wide ? (1L << 32) - 500 : 0;
            TreeSet<Long> deleted = new TreeSet<>();
            for (int i = random.nextInt(300); i > 0; i--) {
                deleted.add(base + random.nextInt(1000));
            }
            DeletionVector vector = wide ? readWide(deleted) : readNarrow(deleted);
            long first = base + random.nextInt(1000);
            int count = random.nextInt(600);
            int[] positions = new int[count];
            int kept = vector.keep(first, count, positions);

            assertThat(Arrays.stream(positions).limit(kept).mapToLong(position -> first + position).toArray())
                    .as("seed %s, round %s", seed, round)
                    .isEqualTo(LongStream.range(first, first + count).filter(row -> !deleted.contains(row)).toArray());
            assertThat(vector.cardinality()).isEqualTo(deleted.size());
        }
    }

    @Test
    public void writesWhatPaimonReads()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("vectors");
        try {
            for (int round = 0; round < 30; round++) {
                boolean wide = random.nextBoolean();
                Map<String, long[]> deleted = new TreeMap<>();
                Map<String, DeletionVector> vectors = new TreeMap<>();
                for (int file = 0; file < 3; file++) {
                    long base = wide && random.nextBoolean() ? (1L << 32) - 500 : 0;
                    long[] first = random.longs(random.nextInt(50), base, base + 1000).toArray();
                    long[] second = random.longs(random.nextInt(50), base, base + 1000).toArray();
                    deleted.put("data-" + file, LongStream.concat(Arrays.stream(first), Arrays.stream(second)).sorted().distinct().toArray());
                    vectors.put("data-" + file, DeletionVector.of(first).with(second));
                }
                StoragePath path = StoragePath.of(directory.resolve("index-" + round).toString());
                IndexFile written = DeletionVectorFile.write(new LocalStorage(), path, vectors, wide);

                assertThat(written.size()).isEqualTo(Files.size(directory.resolve("index-" + round)));
                Map<String, DeletionVector> read = DeletionVectorFile.read(new LocalStorage(), path, written);
                for (IndexFile.VectorRange range : written.vectors()) {
                    long[] expected = deleted.get(range.dataFile());
                    assertThat(read.get(range.dataFile()).cardinality()).as("seed %s", seed).isEqualTo(expected.length);
                    assertThat(range.cardinality()).hasValue(expected.length);
                    assertThat(Arrays.stream(expected).allMatch(read.get(range.dataFile())::isDeleted)).as("seed %s", seed).isTrue();
                    org.apache.paimon.deletionvectors.DeletionVector paimon = org.apache.paimon.deletionvectors.DeletionVector.read(
                            org.apache.paimon.fs.local.LocalFileIO.create(),
                            new org.apache.paimon.table.source.DeletionFile(path.toString(), range.offset(), range.length(), (long) expected.length));
                    assertThat(paimon.getCardinality()).as("seed %s", seed).isEqualTo(expected.length);
                    assertThat(Arrays.stream(expected).allMatch(paimon::isDeleted)).as("seed %s", seed).isTrue();
                }
            }
        }
        finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    @Test
    public void rowsBeyond32BitsNeedWideVectors()
    {
        DeletionVector vector = DeletionVector.of(new long[] {1L << 31});
        assertThat(vector.serialize(true)).isNotEmpty();
        assertThatThrownBy(() -> vector.serialize(false)).isInstanceOf(VarveException.class).hasMessageContaining("deletion-vectors.bitmap64");
    }

    @Test
    public void wrongChecksumIsCorrupt()
    {
        assertFails(Kind.CORRUPT_TABLE, "01 00000013 5e43f2d0 3b3000000100000a000100000009 00 a34efa89", 1, 19, "checksum");
    }

    @Test
    public void otherLengthThanTheIndexManifestSaysIsCorrupt()
    {
        String file = "01 00000013 5e43f2d0 3b30000001000009000100000009 00 a34efa89";
        assertFails(Kind.CORRUPT_TABLE, file, 1, 18, "its length is 19, but the index manifest says 18");
        assertFails(Kind.CORRUPT_TABLE, file, 1, 0, "its length is 19");
        assertFails(Kind.CORRUPT_TABLE, file, 1, 27, "its length is 19");
        assertFails(Kind.CORRUPT_TABLE, file, 1, 28, "exceeds its file");
        assertFails(Kind.CORRUPT_TABLE, file, 1, Integer.MAX_VALUE, "exceeds its file");
        assertFails(Kind.CORRUPT_TABLE, file, 500, 19, "exceeds its file");
        assertFails(Kind.CORRUPT_TABLE, file, 27, 1, "only 1 bytes");
    }

    @Test
    public void unknownFormIsUnsupported()
    {
        assertFails(Kind.UNSUPPORTED_FEATURE, "01 00000013 5e43f2d1 3b30000001000009000100000009 00 a34efa89", 1, 19, "unknown form");
    }

    @Test
    public void missingFileHasExpired()
    {
        DeletionFile file = new DeletionFile(StoragePath.of("/does/not/exist"), 1, 19, OptionalLong.empty());
        assertThatThrownBy(() -> DeletionVector.read(new LocalStorage(), file)).isInstanceOfSatisfying(
                VarveException.class,
                e -> assertThat(e.kind()).isEqualTo(Kind.EXPIRED));
    }

    @Test
    public void damagedBitmapsUnderACorrectChecksumAreCorrupt()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            TreeSet<Long> deleted = new TreeSet<>();
            for (int i = 0; i < 50; i++) {
                deleted.add((long) random.nextInt(200_000));
            }
            byte[] body = random.nextBoolean() ? narrow(deleted) : wide(deleted);
            boolean wide = body[0] != 0x5e;
            body[4 + random.nextInt(body.length - 4)] = (byte) random.nextInt();
            try {
                readBody(body, wide).keep(0, 1000, new int[1000]);
            }
            catch (VarveException e) {
                assertThat(e.kind()).as("seed %s, round %s", seed, round).isEqualTo(Kind.CORRUPT_TABLE);
            }
            catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static void assertFails(Kind kind, String hex, long offset, long length, String message)
    {
        assertThatThrownBy(() -> read(hex.replace(" ", ""), offset, length)).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
        });
    }

    private static DeletionVector read(String hex, long offset, long length)
            throws IOException
    {
        return read(HexFormat.of().parseHex(hex), offset, length);
    }

    private static DeletionVector read(byte[] content, long offset, long length)
            throws IOException
    {
        Path file = Files.createTempFile("index", "");
        try {
            Files.write(file, content);
            return DeletionVector.read(new LocalStorage(), new DeletionFile(StoragePath.of(file.toString()), offset, length, OptionalLong.empty()));
        }
        finally {
            Files.delete(file);
        }
    }

    private static DeletionVector readNarrow(TreeSet<Long> deleted)
            throws IOException
    {
        return readBody(narrow(deleted), false);
    }

    private static DeletionVector readWide(TreeSet<Long> deleted)
            throws IOException
    {
        return readBody(wide(deleted), true);
    }

    /** Frames magic and bitmaps, at a random-looking place of a file. */
    private static DeletionVector readBody(byte[] body, boolean wide)
            throws IOException
    {
        CRC32 crc = new CRC32();
        crc.update(body);
        ByteBuffer file = ByteBuffer.allocate(7 + body.length + 8);
        file.position(7);
        file.putInt(body.length).put(body).putInt((int) crc.getValue());
        return read(file.array(), 7, wide ? body.length + 8 : body.length);
    }

    private static byte[] narrow(TreeSet<Long> deleted)
    {
        RoaringBitmap bitmap = new RoaringBitmap();
        deleted.forEach(row -> bitmap.add(row.intValue()));
        bitmap.runOptimize();
        ByteBuffer body = ByteBuffer.allocate(4 + bitmap.serializedSizeInBytes());
        body.putInt(1581511376);
        bitmap.serialize(body);
        return body.array();
    }

    private static byte[] wide(TreeSet<Long> deleted)
    {
        Map<Integer, RoaringBitmap> bitmaps = new TreeMap<>();
        deleted.forEach(row -> bitmaps.computeIfAbsent((int) (row >>> 32), high -> new RoaringBitmap()).add(row.intValue()));
        List<byte[]> parts = new ArrayList<>();
        bitmaps.forEach((high, bitmap) -> {
            ByteBuffer part = ByteBuffer.allocate(4 + bitmap.serializedSizeInBytes()).order(ByteOrder.LITTLE_ENDIAN);
            part.putInt(high);
            bitmap.serialize(part);
            parts.add(part.array());
        });
        ByteBuffer body = ByteBuffer.allocate(12 + parts.stream().mapToInt(part -> part.length).sum()).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(1681511377).putLong(parts.size());
        parts.forEach(body::put);
        return body.array();
    }
}
