package dev.varve.datafile;

/**
 * One of several parts of a file that are read apart: the row groups (stripes) that start in that fraction of the file's rows. So each row group is
 * in exactly one part, whoever reads it and whichever columns are asked for; some parts may be empty.
 *
 * @param index counted from 0
 * @param count of how many parts
 */
public record FilePart(int index, int count)
{
    public FilePart
    {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("Part " + index + " of " + count + " parts of a file");
        }
    }

    /**
     * @param firstRow of a row group
     * @param rowCount of the file
     */
    public boolean has(long firstRow, long rowCount)
    {
        return rowCount == 0 ? index == 0 : (int) (firstRow * (double) count / rowCount) == index;
    }
}
