package dev.varve.write.bucket;

/**
 * Which of the writers of one job a writer is. Each of them owns some buckets, of which the others get no row; {@link RowShares} tells them apart.
 *
 * @param index from 0 on
 * @param count how many writers there are
 */
public record WriterShare(int index, int count)
{
    /** The only writer. */
    public static final WriterShare ALL = new WriterShare(0, 1);

    public WriterShare
    {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("Writer " + index + " of " + count);
        }
    }

    public boolean isAll()
    {
        return count == 1;
    }
}
