package dev.varve.write.file.index;

import org.roaringbitmap.RoaringBitmap;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Bitmaps of rows, in the portable format of Roaring. */
final class Bitmaps
{
    private Bitmaps() {}

    static RoaringBitmap[] empty(int count)
    {
        RoaringBitmap[] bitmaps = new RoaringBitmap[count];
        for (int i = 0; i < count; i++) {
            bitmaps[i] = new RoaringBitmap();
        }
        return bitmaps;
    }

    static byte[] bytes(RoaringBitmap bitmap)
            throws IOException
    {
        bitmap.runOptimize();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(bitmap.serializedSizeInBytes());
        bitmap.serialize(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
