package dev.varve.datafile.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * A value that lies in a file elsewhere.
 *
 * <pre>
 * byte      version, 2; or 1, which has no magic
 * long      magic 0x424C4F4244455343
 * int       length of the location
 * bytes     location of the file, UTF-8
 * long      offset in the file
 * long      length; -1 up to the end of the file
 *
 * int, long little-endian
 * </pre>
 *
 * @param uri location of the file
 * @param length -1 up to the end of the file
 */
public record BlobDescriptor(String uri, long offset, long length)
{
    private static final byte VERSION = 2;
    private static final byte VERSION_WITHOUT_MAGIC = 1;
    private static final long MAGIC = 0x424C4F4244455343L;
    private static final long TO_THE_END = -1;

    public BlobDescriptor
    {
        requireNonNull(uri, "uri is null");
        if (uri.isEmpty() || offset < 0 || length < TO_THE_END) {
            throw new IllegalArgumentException("Not a range of a file: %s bytes at %s of '%s'".formatted(length, offset, uri));
        }
    }

    /**
     * @throws IOException if the bytes are not those of a descriptor
     */
    public static BlobDescriptor parse(byte[] bytes)
            throws IOException
    {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int fixed = 1 + Integer.BYTES + 2 * Long.BYTES;
        byte version = bytes.length == 0 ? 0 : buffer.get();
        boolean known = version == VERSION && bytes.length >= fixed + Long.BYTES && buffer.getLong() == MAGIC
                || version == VERSION_WITHOUT_MAGIC && bytes.length >= fixed;
        if (!known) {
            throw new IOException("Not the descriptor of a blob: " + bytes.length + " bytes of version " + version);
        }
        int uriLength = buffer.getInt();
        if (uriLength <= 0 || uriLength != buffer.remaining() - 2 * Long.BYTES) {
            throw new IOException("The descriptor of a blob has " + bytes.length + " bytes, and a location of " + uriLength);
        }
        String uri = new String(bytes, buffer.position(), uriLength, UTF_8);
        buffer.position(buffer.position() + uriLength);
        try {
            return new BlobDescriptor(uri, buffer.getLong(), buffer.getLong());
        }
        catch (IllegalArgumentException e) {
            throw new IOException("The descriptor of a blob makes no sense: " + e.getMessage(), e);
        }
    }

    /** The length if it is known without the file. */
    public OptionalLong knownLength()
    {
        return length == TO_THE_END ? OptionalLong.empty() : OptionalLong.of(length);
    }

    public byte[] toBytes()
    {
        byte[] location = uri.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + location.length + 2 * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VERSION)
                .putLong(MAGIC)
                .putInt(location.length)
                .put(location)
                .putLong(offset)
                .putLong(length)
                .array();
    }
}
