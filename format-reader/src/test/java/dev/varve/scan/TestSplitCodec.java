package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.datafile.FilePart;
import dev.varve.index.DeletionFile;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.storage.StoragePath;
import dev.varve.type.BigIntType;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestSplitCodec
{
    private static final VarveException.Kind INVALID = VarveException.Kind.INVALID_REQUEST;

    @Test
    public void returnsWhatWasEncoded()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Split split = randomSplit(random);
            assertThat(SplitCodec.decode(SplitCodec.encode(split))).as("seed %s", seed).isEqualTo(split);
        }
    }

    @Test
    public void refusesEveryTruncation()
    {
        byte[] bytes = SplitCodec.encode(randomSplit(new Random(1)));
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SplitCodec.decode(truncated))
                    .as("%s of %s bytes", length, bytes.length)
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(INVALID));
        }
    }

    @Test
    public void refusesBytesAfterTheEnd()
    {
        byte[] bytes = SplitCodec.encode(randomSplit(new Random(2)));
        assertThatThrownBy(() -> SplitCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(VarveException.class)
                .hasMessage("There are 1 bytes after the end of a split");
    }

    @Test
    public void refusesOtherVersions()
    {
        byte[] bytes = SplitCodec.encode(randomSplit(new Random(3)));
        bytes[0]++;
        assertThatThrownBy(() -> SplitCodec.decode(bytes))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("run one version of Varve on all nodes");
    }

    @Test
    public void survivesDamage()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = SplitCodec.encode(randomSplit(random));
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                SplitCodec.decode(bytes);
            }
            catch (VarveException e) {
                assertThat(e.kind()).as("seed %s", seed).isEqualTo(INVALID);
            }
        }
    }

    @Test
    public void writesEachTextOnce()
    {
        StoragePath index = StoragePath.of("/lake/db.db/t/index/index-0f3b6c40-7d0e-4a53-8b8f-6b8b2f1f6e8c-0");
        List<SplitFile> files = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            files.add(file("f" + i + ".parquet", Optional.of(new DeletionFile(index, 100L * i, 22, OptionalLong.of(1)))));
        }
        Split split = new Split(1, BinaryRow.EMPTY, 0, -1, StoragePath.of("/lake/db.db/t/bucket-0"), files, true);
        assertThat(SplitCodec.encode(split)).hasSizeLessThan(100 * 80);
    }

    private static SplitFile file(String name, Optional<DeletionFile> deletion)
    {
        return new SplitFile(name, Optional.empty(), 1000, 10, BinaryRow.EMPTY, BinaryRow.EMPTY, 0, 9, 0, 0, OptionalLong.of(0),
                List.of(), OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), deletion, false);
    }

    private static Split randomSplit(Random random)
    {
        List<SplitFile> files = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            files.add(randomFile(random));
        }
        Optional<KeyRange> range = random.nextBoolean() ? Optional.of(new KeyRange(randomBound(random), randomBound(random), random.nextLong() >>> 1)) : Optional.empty();
        boolean part = range.isEmpty() && files.size() == 1 && random.nextBoolean();
        int parts = random.nextInt(100) + 1;
        return new Split(
                random.nextLong(),
                randomRow(random),
                random.nextInt(10) - 2,
                random.nextInt(10) - 2,
                randomPath(random),
                files,
                part || random.nextBoolean(),
                range,
                part ? Optional.of(new FilePart(random.nextInt(parts), parts)) : Optional.empty());
    }

    private static Optional<BinaryRow> randomBound(Random random)
    {
        return random.nextBoolean() ? Optional.of(randomRow(random)) : Optional.empty();
    }

    private static SplitFile randomFile(Random random)
    {
        return new SplitFile(
                randomName(random),
                random.nextBoolean() ? Optional.of(randomPath(random)) : Optional.empty(),
                random.nextLong() >>> 1,
                random.nextLong() >>> 1,
                randomRow(random),
                randomRow(random),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(5),
                random.nextInt(6),
                randomLong(random),
                randomNames(random),
                randomLong(random),
                random.nextBoolean() ? Optional.of(randomNames(random)) : Optional.empty(),
                randomLong(random),
                random.nextBoolean() ? Optional.of(FileSource.values()[random.nextInt(2)]) : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(new DeletionFile(randomPath(random), random.nextInt(1000), random.nextLong() >>> 1, random.nextBoolean() ? OptionalLong.of(random.nextInt(100)) : OptionalLong.empty()))
                        : Optional.empty(),
                random.nextBoolean());
    }

    private static BinaryRow randomRow(Random random)
    {
        return random.nextBoolean() ? BinaryRow.EMPTY : BinaryRowWriter.write(List.of(new BigIntType(true)), Arrays.asList(random.nextBoolean() ? null : random.nextLong()));
    }

    private static OptionalLong randomLong(Random random)
    {
        return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
    }

    private static List<String> randomNames(Random random)
    {
        return random.ints(random.nextInt(3)).mapToObj(i -> randomName(random)).toList();
    }

    private static String randomName(Random random)
    {
        return "näme-" + random.nextInt(5);
    }

    private static StoragePath randomPath(Random random)
    {
        return StoragePath.of("s3://lake/" + randomName(random));
    }
}
