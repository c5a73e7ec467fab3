package dev.varve.aggregate;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Union;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.longlong.Roaring64Bitmap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The unions of sketches and bitmaps, with the same bytes as the reference's. */
final class Sketches
{
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SMALLEST_IMAGE = 8;
    private static final int PREAMBLE_MASK = 0x3F;
    private static final int VERSION_OFFSET = 1;
    private static final int LAST_VERSION_OF_PLAIN_HASHES = 3;
    private static final int COUNT_OFFSET = 8;

    private Sketches() {}

    /** A union with the default number of nominal entries. */
    static byte[] uniteTheta(byte[] accumulated, byte[] input)
    {
        Union union = SetOperation.builder().buildUnion();
        union.union(theta(accumulated));
        union.union(theta(input));
        return union.getResult().toByteArray();
    }

    private static CompactSketch theta(byte[] image)
    {
        int preambleLongs = checkPreamble(image, Long.BYTES);
        if (preambleLongs > 1 && image[VERSION_OFFSET] <= LAST_VERSION_OF_PLAIN_HASHES) {
            // The library allocates what the count says.
            int count = (int) INT.get(image, COUNT_OFFSET);
            if (count < 0 || count > image.length / Long.BYTES) {
                throw new IllegalArgumentException("A theta sketch of " + count + " hashes in " + image.length + " bytes");
            }
        }
        return CompactSketch.heapify(Memory.wrap(image));
    }

    /** The library reads the preamble without a look at the length. The first byte says how many units the preamble has. */
    private static int checkPreamble(byte[] image, int unit)
    {
        if (image.length < SMALLEST_IMAGE || image.length < (image[0] & PREAMBLE_MASK) * unit) {
            throw new IllegalArgumentException("Only " + image.length + " bytes, too few for a sketch");
        }
        return image[0] & PREAMBLE_MASK;
    }

    /** A union that starts as the input, and so has its precision, to which the accumulated sketch is added. */
    static byte[] uniteHll(byte[] accumulated, byte[] input)
    {
        checkPreamble(accumulated, Integer.BYTES);
        checkPreamble(input, Integer.BYTES);
        HllSketch sketch = HllSketch.heapify(accumulated);
        org.apache.datasketches.hll.Union union = org.apache.datasketches.hll.Union.heapify(input);
        union.update(sketch);
        return union.getResult(TgtHllType.HLL_4).toCompactByteArray();
    }

    /** In the portable serialization. */
    static byte[] uniteBitmaps(byte[] accumulated, byte[] input)
            throws IOException
    {
        RoaringBitmap union = new RoaringBitmap();
        union.deserialize(ByteBuffer.wrap(accumulated));
        RoaringBitmap other = new RoaringBitmap();
        other.deserialize(ByteBuffer.wrap(input));
        union.or(other);
        union.runOptimize();
        ByteBuffer image = ByteBuffer.allocate(union.serializedSizeInBytes());
        union.serialize(image);
        return image.array();
    }

    /** In the serialization that only this library knows. */
    static byte[] uniteBitmaps64(byte[] accumulated, byte[] input)
            throws IOException
    {
        Roaring64Bitmap union = new Roaring64Bitmap();
        union.deserialize(new DataInputStream(new ByteArrayInputStream(accumulated)));
        Roaring64Bitmap other = new Roaring64Bitmap();
        other.deserialize(new DataInputStream(new ByteArrayInputStream(input)));
        union.or(other);
        union.runOptimize();
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        union.serialize(new DataOutputStream(image));
        return image.toByteArray();
    }
}
