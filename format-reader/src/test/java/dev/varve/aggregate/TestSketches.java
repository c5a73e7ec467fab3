package dev.varve.aggregate;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.datafile.Values;
import dev.varve.error.VarveException;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.VarBinaryType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import org.roaringbitmap.RoaringBitmap;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestSketches
{
    private static final DataType BYTES = new VarBinaryType(VarBinaryType.UNBOUNDED, true);

    /** Function, two images that Paimon made, and what it makes of both. */
    @DataProvider
    public Object[][] images()
    {
        return new Object[][] {
                {"theta_sketch",
                        "02030300001acc93030000000000803f15f97dcbbd86a105c397fc1281709d1eba40b3c1da06695d",
                        "02030300001acc93020000000000803f40de2ee1c9db3d08ba40b3c1da06695d",
                        "02030300001acc93040000000000803f15f97dcbbd86a10540de2ee1c9db3d08c397fc1281709d1eba40b3c1da06695d"},
                {"hll_sketch",
                        "0201070c030803002bf2fb06862ff90d75816607",
                        "0201070c030802007581660781bc5d06",
                        "0201070c030804007581660781bc5d062bf2fb06862ff90d"},
                {"rbm32",
                        "3b3000000100000400010000000400",
                        "3a300000020000000000000001000000180000001a00000005007011",
                        "3b3001000100000500010000000100000005007011"},
                {"rbm64",
                        "0102000000000000000002000200000000010004000000000000000000000000000000000004000000000001000000010000000000000001000000fe02000000010203000000010002000300010201000000000002000000000000000000000001000000",
                        "010200000000000000000200000000ff0004000000000000000000000000000000000004000000ffffffffffff010000000000000001000000fe020000000102010000000300010201000000ffff02000000000000000000000001000000",
                        "010300000000000000000200000000ff0000020001000000010004000000000000000000000000000000000004000000000001000000010000000000000004000000ffffffffffff020000000000000001000000fe030000000102030000000100020003000102010000000000010201000000ffff03000000000000000000000002000000"},
        };
    }

    @Test(dataProvider = "images")
    public void unitesToTheSameBytesAsPaimon(String function, String accumulated, String input, String union)
    {
        assertThat(unite(function, bytes(accumulated), bytes(input))).isEqualTo(bytes(union));
    }

    @Test(dataProvider = "images")
    public void takesASingleImageAsItIs(String function, String accumulated, String input, String union)
    {
        assertThat(unite(function, null, Slices.utf8Slice("not looked into"), null)).isEqualTo(Slices.utf8Slice("not looked into"));
        assertThat(unite(function, null, null)).isNull();
    }

    @Test(dataProvider = "images")
    public void saysThatAValueIsNoImage(String function, String accumulated, String input, String union)
    {
        assertThatThrownBy(() -> unite(function, bytes(accumulated), Slices.utf8Slice("???")))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.CORRUPT_TABLE))
                .hasMessageContaining("'c'").hasMessageContaining(function);
    }

    /** A damaged count must not make the library allocate gigabytes. */
    @Test
    public void refusesThetaSketchesThatClaimTooManyHashes()
    {
        byte[] image = bytes((String) images()[0][1]).getBytes();
        Arrays.fill(image, 8, 11, (byte) 0xFF);
        image[11] = 0x7F;

        assertThatThrownBy(() -> unite("theta_sketch", Slices.wrappedBuffer(image), Slices.wrappedBuffer(image))).isInstanceOf(VarveException.class);
    }

    @Test
    public void unitesRandomBitmaps()
            throws Exception
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            RoaringBitmap[] sets = new RoaringBitmap[4];
            RoaringBitmap expected = new RoaringBitmap();
            for (int i = 0; i < sets.length; i++) {
                sets[i] = RoaringBitmap.bitmapOf(random.ints(random.nextInt(500), 0, 1 << 18).toArray());
                expected.or(sets[i]);
            }
            Slice union = unite("rbm32", Arrays.stream(sets).map(TestSketches::image).toArray(Slice[]::new));
            RoaringBitmap read = new RoaringBitmap();
            read.deserialize(ByteBuffer.wrap(union.getBytes()));
            assertThat(read).as("seed %s", seed).isEqualTo(expected);
        }
    }

    private static Slice image(RoaringBitmap bitmap)
    {
        ByteBuffer buffer = ByteBuffer.allocate(bitmap.serializedSizeInBytes());
        bitmap.serialize(buffer);
        return Slices.wrappedBuffer(buffer.array());
    }

    private static Slice unite(String function, Slice... images)
    {
        Accumulator accumulator = AggregateFunction.create(function, new Field(0, "c", BYTES), AggregateOptions.DEFAULT);
        Column column = Values.column(BYTES, Arrays.asList(images));
        accumulator.reset();
        for (int i = 0; i < images.length; i++) {
            accumulator.add(column, i);
        }
        ColumnBuilder builder = ColumnBuilder.of(BYTES, 1);
        accumulator.appendTo(builder);
        return (Slice) Values.of(BYTES, builder.build(), 0);
    }

    private static Slice bytes(String hex)
    {
        return Slices.wrappedBuffer(HexFormat.of().parseHex(hex));
    }
}
