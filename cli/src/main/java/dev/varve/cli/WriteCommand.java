package dev.varve.cli;

import dev.varve.Table;
import dev.varve.cli.rows.CsvRecords;
import dev.varve.cli.rows.InputPosition;
import dev.varve.cli.rows.JsonLines;
import dev.varve.cli.rows.RowInput;
import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

@Command(
        name = "write",
        description = "Write rows from JSON lines or CSV to a table.",
        footer = {
                "",
                "jsonl: a JSON object per line whose keys are names of columns; a missing one is null, or the default value of its column.",
                "csv: records under a line of column names; an empty field is null, \"\" is the empty text.",
                "_row_kind may say +I, -U, +U or -D; without it rows are +I, which in a table with a primary key replace the row of their key.",
                "A job that has a name goes on after its last commit when it is started again: nothing is lost, and nothing is written twice.",
        },
        mixinStandardHelpOptions = true)
final class WriteCommand
        implements Callable<Integer>
{
    private static final String STANDARD_INPUT = "-";

    enum Format
    {
        JSONL,
        CSV,
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @Option(names = "--input", paramLabel = "FILE", required = true, description = "The rows; - for standard input.")
    private String input;

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl or csv. Default: csv for files that end in .csv, else jsonl.")
    private Optional<Format> format = Optional.empty();

    @Option(names = "--commit-every", paramLabel = "N|TIME", converter = CommitInterval.Converter.class, description = "Commit after so many rows, or such a time as '30 s'. Default: once, at the end.")
    private CommitInterval interval = CommitInterval.NEVER;

    @Option(
            names = "--overwrite",
            paramLabel = "WHAT",
            description = "Replace rows instead of adding to them, in one commit: 'table' for all, 'dynamic' for those of the partitions for which the input has rows, or a partition such as dt=2024-01-31.")
    private Optional<String> overwrite = Optional.empty();

    @Option(names = "--job", paramLabel = "NAME", description = "Name of the job, to go on with it later.")
    private Optional<String> job = Optional.empty();

    @Option(names = "--new-job", description = "The job never wrote to the table; only asked for where that cannot be seen any more.")
    private boolean newJob;

    @Option(names = "--no-compaction", description = "Leave compaction to another job, such as './varve compact'.")
    private boolean noCompaction;

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        if (newJob && job.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--new-job needs --job");
        }
        if (job.isPresent() && job.get().isBlank()) {
            throw new ParameterException(spec.commandLine(), "--job needs a name");
        }
        if (overwrite.isPresent() && (job.isPresent() || interval != CommitInterval.NEVER)) {
            throw new ParameterException(spec.commandLine(), "--overwrite is one commit, which --job and --commit-every are not for");
        }
        Table table = target.open();
        if (job.isPresent()) {
            try (JobLock _ = JobLock.acquire(job.get(), table)) {
                return write(table);
            }
        }
        return write(table);
    }

    private int write(Table table)
            throws CommandException, IOException
    {
        String inputName = inputName();
        LoadMode mode = overwrite.isPresent() ? LoadMode.replacing(overwrite.get(), table.latestSchema()) : LoadMode.ADDING;
        WriteJob writeJob = job.isPresent() ? WriteJob.named(job.get(), inputName, table, newJob) : WriteJob.unnamed(inputName);
        InputStream stream = stream();
        TableLoad.Waiting waiting = stream instanceof HandedOverInput pipe ? pipe::await : millis -> true;
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable stop = () -> {
            stopped.set(true);
            if (stream instanceof HandedOverInput pipe) {
                pipe.stop();
            }
        };
        try (Interruption interruption = new Interruption(stop, "interrupted; what was not committed is removed" + (job.isPresent() ? ", run it again to go on" : ""));
                RowInput rows = open(stream, table.latestSchema(), inputName, writeJob);
                TableLoad load = TableLoad.open(table, target.storage(), target.lock(), target.listeners(), writeJob, interval, mode, noCompaction, spec.commandLine().getErr())) {
            if (!load.run(rows, waiting, stopped::get)) {
                return Varve.FAILURE;
            }
            report(load, writeJob);
            return 0;
        }
    }

    private void report(TableLoad load, WriteJob writeJob)
    {
        PrintWriter out = spec.commandLine().getOut();
        if (load.rows() == 0 && writeJob.position().line() > 0) {
            out.printf("Nothing new: job %s has written all %,d lines of %s before%n", writeJob.name().orElseThrow(), writeJob.position().line(), writeJob.input());
        }
        else {
            out.printf("%,d rows written to %s%s%n", load.rows(), target.name(), load.snapshot().isPresent() ? ", snapshot " + load.snapshot().getAsLong() : "");
        }
    }

    private String inputName()
    {
        return input.equals(STANDARD_INPUT) ? "standard input" : Path.of(input).getFileName().toString();
    }

    private RowInput open(InputStream stream, TableSchema schema, String inputName, WriteJob writeJob)
            throws IOException
    {
        RowInput rows = format() == Format.CSV ? CsvRecords.open(schema, inputName, stream) : JsonLines.open(schema, inputName, stream);
        if (!writeJob.position().equals(InputPosition.START)) {
            rows.skipTo(writeJob.position());
        }
        return rows;
    }

    private Format format()
    {
        return format.orElseGet(() -> input.toLowerCase(Locale.ROOT).endsWith(".csv") ? Format.CSV : Format.JSONL);
    }

    private InputStream stream()
            throws CommandException
    {
        if (input.equals(STANDARD_INPUT)) {
            return HandedOverInput.of(System.in);
        }
        Path file = Path.of(input);
        if (Files.isDirectory(file)) {
            throw new CommandException("The input %s is a directory, not a file".formatted(input));
        }
        try {
            return Files.newInputStream(file);
        }
        catch (NoSuchFileException e) {
            throw new CommandException("The file %s does not exist".formatted(input), e);
        }
        catch (IOException e) {
            throw VarveException.storage("The file " + input + " cannot be read: " + e.getMessage(), e);
        }
    }
}
