package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.storage.ReadFailure;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.write.maintain.Finding.Severity;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Collects what a check notices. Not thread-safe. */
final class Findings
{
    private final Consumer<Finding> consumer;
    private final long[] counts = new long[Severity.values().length];

    Findings(Consumer<Finding> consumer)
    {
        this.consumer = consumer;
    }

    long count(Severity severity)
    {
        return counts[severity.ordinal()];
    }

    void error(StoragePath file, String message)
    {
        add(Severity.ERROR, file, message);
    }

    void warning(StoragePath file, String message)
    {
        add(Severity.WARNING, file, message);
    }

    void note(StoragePath file, String message)
    {
        add(Severity.NOTE, file, message);
    }

    private void add(Severity severity, StoragePath file, String message)
    {
        counts[severity.ordinal()]++;
        consumer.accept(new Finding(severity, file, message));
    }

    interface Part
    {
        void run()
                throws IOException;
    }

    /**
     * Runs a part of the check that reads a file. If that shows the file to be missing or damaged, this is a finding; if the store fails, the
     * check cannot go on.
     *
     * @return whether the part came to its end
     */
    boolean reading(StoragePath file, Part part)
            throws IOException
    {
        try {
            part.run();
            return true;
        }
        catch (IOException e) {
            return unreadable(file, ReadFailure.of(e).kind(), e);
        }
        catch (VarveException e) {
            return unreadable(file, e.kind(), e);
        }
    }

    private <E extends Exception> boolean unreadable(StoragePath file, VarveException.Kind kind, E failure)
            throws E
    {
        switch (kind) {
            case STORAGE_FAILURE:
                throw failure;
            case UNSUPPORTED_FEATURE:
                note(file, "cannot be checked: " + failure.getMessage());
                return false;
            default:
                error(file, failure.getMessage());
                return false;
        }
    }

    /** Whether the file exists; its size must be the stated one. */
    boolean exists(Storage storage, StoragePath file, OptionalLong size, String namedBy)
            throws IOException
    {
        long actual;
        try {
            actual = storage.open(file).length();
        }
        catch (FileNotFoundException | NoSuchFileException e) {
            error(file, "is missing, but " + namedBy + " names it");
            return false;
        }
        if (size.isPresent() && actual != size.getAsLong()) {
            error(file, "has " + actual + " bytes, but " + namedBy + " says " + size.getAsLong());
            return false;
        }
        return true;
    }
}
