package dev.varve.write.compact;

import dev.varve.manifest.DataFile;

import java.util.List;

/**
 * Files that are compacted together.
 *
 * @param rewriteEach whether each file is rewritten on its own, since they are on the output level already
 * @param full whether it takes all runs of the bucket
 */
record CompactionUnit(int outputLevel, List<DataFile> files, boolean rewriteEach, boolean full)
{
    CompactionUnit
    {
        files = List.copyOf(files);
        if (outputLevel < 0) {
            throw new IllegalArgumentException("Output level " + outputLevel);
        }
    }

    static CompactionUnit ofRuns(int outputLevel, List<SortedRun> runs, boolean full)
    {
        return new CompactionUnit(outputLevel, runs.stream().flatMap(run -> run.files().stream()).toList(), false, full);
    }

    /** Whether compacting would change anything. */
    boolean isUseful()
    {
        return files.size() > 1 || files.size() == 1 && (rewriteEach || files.get(0).level() != outputLevel);
    }
}
