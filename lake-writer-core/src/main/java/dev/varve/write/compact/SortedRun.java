package dev.varve.write.compact;

import dev.varve.manifest.DataFile;

import java.util.List;

/** Files of one level that share no key, in key order. On level 0 every file is a run of its own. */
record SortedRun(int level, List<DataFile> files)
{
    SortedRun
    {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("A run without files");
        }
    }

    /** In bytes, as they are stored. */
    long size()
    {
        return files.stream().mapToLong(DataFile::size).sum();
    }
}
