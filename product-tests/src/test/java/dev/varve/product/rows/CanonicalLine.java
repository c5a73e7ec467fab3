package dev.varve.product.rows;

import java.util.ArrayList;
import java.util.List;

/** Takes canonical text apart without changing any of its tokens. */
final class CanonicalLine
{
    private CanonicalLine() {}

    static String withSortedArrays(String line, List<Integer> columns)
    {
        List<String> values = elements(line);
        for (int column : columns) {
            String value = values.get(column);
            if (!value.equals("null")) {
                values.set(column, "[" + String.join(",", elements(value).stream().sorted(RowSet.UTF8_ORDER).toList()) + "]");
            }
        }
        return "[" + String.join(",", values) + "]";
    }

    /** The texts of the elements of a JSON array. */
    static List<String> elements(String array)
    {
        if (!array.startsWith("[") || !array.endsWith("]")) {
            throw new IllegalArgumentException("Not an array: " + array);
        }
        List<String> elements = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 1;
        for (int i = 0; i < array.length(); i++) {
            char character = array.charAt(i);
            if (quoted) {
                if (character == '\\') {
                    i++;
                }
                else if (character == '"') {
                    quoted = false;
                }
                continue;
            }
            switch (character) {
                case '"' -> quoted = true;
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                default -> { }
            }
            boolean ends = (character == ',' && depth == 1) || depth == 0;
            if (ends && (i > start || !elements.isEmpty())) {
                elements.add(array.substring(start, i));
                start = i + 1;
            }
        }
        return elements;
    }
}
