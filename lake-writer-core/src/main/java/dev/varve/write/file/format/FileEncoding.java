package dev.varve.write.file.format;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * How the bytes of a file are made.
 *
 * @param compression name of a codec, in lower case, as the option {@code file.compression} has it
 * @param zstdLevel used if the codec is zstd
 * @param blockSize bytes of a row group or stripe; empty for the default of the format
 * @param options those of the table that begin with the identifier of the format and a dot, as they are
 */
public record FileEncoding(String compression, int zstdLevel, OptionalLong blockSize, Map<String, String> options)
{
    public FileEncoding
    {
        requireNonNull(compression, "compression is null");
        requireNonNull(blockSize, "blockSize is null");
        options = Map.copyOf(options);
    }

    /** The value of an option, trimmed. */
    public Optional<String> option(String name)
    {
        return Optional.ofNullable(options.get(name)).map(String::trim).filter(value -> !value.isEmpty());
    }
}
