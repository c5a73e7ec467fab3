package dev.varve.cli.rows;

/**
 * A place between two records of an input.
 *
 * @param line how many lines are before it
 * @param offset how many bytes are before it
 */
public record InputPosition(long line, long offset)
{
    public static final InputPosition START = new InputPosition(0, 0);

    public InputPosition
    {
        if (line < 0 || offset < 0) {
            throw new IllegalArgumentException("There is no line " + line + " at byte " + offset);
        }
    }
}
