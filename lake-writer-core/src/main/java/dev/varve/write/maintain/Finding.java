package dev.varve.write.maintain;

import dev.varve.storage.StoragePath;

import static java.util.Objects.requireNonNull;

/**
 * Something that the check of a table noticed.
 *
 * @param file that is wrong, missing or superfluous
 */
public record Finding(Severity severity, StoragePath file, String message)
{
    public enum Severity
    {
        /** Something is missing or wrong: queries may fail, or return wrong rows. */
        ERROR,
        /** It costs time or space, or says less than it could; rows are right. */
        WARNING,
        /** Worth knowing. */
        NOTE,
    }

    public Finding
    {
        requireNonNull(severity, "severity is null");
        requireNonNull(file, "file is null");
        requireNonNull(message, "message is null");
    }

    /** One line: severity, file, message. */
    @Override
    public String toString()
    {
        return severity + " " + file + ": " + message;
    }
}
