package dev.varve.write.maintain;

/** Is told how far maintenance has come, by one thread. What it throws stops the maintenance. */
public interface Progress
{
    Progress SILENT = (phase, done, total) -> {};

    /**
     * @param phase what is done at the moment, such as {@code "Deleting files"}
     * @param done how many files of this phase
     * @param total of this phase, or -1 if that is not known
     */
    void report(String phase, long done, long total);
}
