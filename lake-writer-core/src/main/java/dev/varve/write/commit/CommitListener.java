package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.manifest.ManifestEntry;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.List;

/**
 * Is told of commits after they became visible: to sync a metastore, or to expire what is old. Nothing that it throws
 * undoes or fails the commit; see {@link CommitResult#listenerFailures}.
 */
public interface CommitListener
{
    /**
     * @param changes to the data files
     */
    void committed(Table table, Snapshot snapshot, List<ManifestEntry> changes)
            throws IOException;
}
