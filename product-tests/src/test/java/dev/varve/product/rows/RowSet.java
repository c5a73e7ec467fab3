package dev.varve.product.rows;

import dev.varve.type.DataType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A multiset of rows in canonical text, one line per row, sorted by the bytes of the lines. */
public final class RowSet
{
    static final Comparator<String> UTF8_ORDER = (left, right) -> Arrays.compareUnsigned(left.getBytes(UTF_8), right.getBytes(UTF_8));

    private final List<String> lines;

    private RowSet(List<String> lines)
    {
        this.lines = lines;
    }

    public static RowSet of(List<DataType> types, List<List<Object>> rows)
    {
        return ofLines(rows.stream().map(row -> CanonicalText.line(types, row)).toList());
    }

    public static RowSet ofLines(List<String> lines)
    {
        return new RowSet(lines.stream().sorted(UTF8_ORDER).toList());
    }

    /** The content of a file of lines. */
    public static RowSet parse(String text)
    {
        return ofLines(text.isEmpty() ? List.of() : List.of(text.split("\n")));
    }

    public List<String> lines()
    {
        return lines;
    }

    public int size()
    {
        return lines.size();
    }

    /** The same rows with the elements of the arrays of these columns sorted. */
    public RowSet withSortedArrays(List<Integer> columns)
    {
        return columns.isEmpty() ? this : ofLines(lines.stream().map(line -> CanonicalLine.withSortedArrays(line, columns)).toList());
    }

    /** The same rows with a text in place of another wherever it is. */
    public RowSet replacing(String text, String replacement)
    {
        return ofLines(lines.stream().map(line -> line.replace(text, replacement)).toList());
    }

    /** SHA-256 of the lines, each ended by a line feed, as lower case hexadecimal digits. */
    public String sha256()
    {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String line : lines) {
                digest.update(line.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        }
        catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    /** What tells these rows from the expected ones, or nothing when they are the same multiset. */
    public Optional<String> differenceTo(RowSet expected)
    {
        if (lines.equals(expected.lines)) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder("%s rows, expected %s".formatted(size(), expected.size()));
        int shown = 0;
        int left = 0;
        int right = 0;
        while (shown < 6 && (left < size() || right < expected.size())) {
            int order = left == size() ? 1 : right == expected.size() ? -1 : UTF8_ORDER.compare(lines.get(left), expected.lines.get(right));
            if (order < 0) {
                out.append("\n      unexpected ").append(shortened(lines.get(left)));
            }
            else if (order > 0) {
                out.append("\n      missing    ").append(shortened(expected.lines.get(right)));
            }
            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
            shown += order == 0 ? 0 : 1;
        }
        return Optional.of(out.toString());
    }

    private static String shortened(String line)
    {
        return line.length() <= 600 ? line : line.substring(0, 600) + "… (" + line.length() + " characters)";
    }

    @Override
    public boolean equals(Object other)
    {
        return other instanceof RowSet rows && lines.equals(rows.lines);
    }

    @Override
    public int hashCode()
    {
        return lines.hashCode();
    }

    @Override
    public String toString()
    {
        return String.join("\n", lines);
    }
}
