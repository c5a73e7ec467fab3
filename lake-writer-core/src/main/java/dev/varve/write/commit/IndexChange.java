package dev.varve.write.commit;

import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.FileKind;

import static java.util.Objects.requireNonNull;

/** A change to the set of index files. */
record IndexChange(FileKind kind, IndexManifestEntry entry)
{
    IndexChange
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(entry, "entry is null");
    }
}
