package dev.varve.hiveserver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the two sides of a session say to each other, with texts as the length of their UTF-8, four bytes, and the bytes:
 *
 * <pre>
 * request   text of one statement, without a semicolon
 * answer    COLUMNS count (name type)*  (ROW value*)*  END          value: 0, or 1 and a text
 *           or at any place FAILURE text
 * </pre>
 */
final class SqlText
{
    static final int COLUMNS = 1;
    static final int ROW = 2;
    static final int END = 3;
    static final int FAILURE = 4;

    private SqlText() {}

    static String read(DataInputStream input)
            throws IOException
    {
        byte[] bytes = new byte[input.readInt()];
        input.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void write(DataOutputStream output, String text)
            throws IOException
    {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.writeInt(bytes.length);
        output.write(bytes);
    }
}
