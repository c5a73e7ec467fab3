package dev.varve.datafile;

import dev.varve.error.VarveException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The formats that a reader knows, found by the name of a file: the format is what the name says, never a table option. */
public final class DataFileFormats
{
    /** Extensions of codecs that may follow the format's own in the names of text files. */
    private static final Set<String> CODEC_EXTENSIONS = Set.of("gz", "gzip", "bz2", "deflate", "snappy", "lz4", "zst", "lzo");

    private final Map<String, DataFileFormat> formats;

    /** No format at all. */
    public static final DataFileFormats NONE = of(List.of());

    private DataFileFormats(Map<String, DataFileFormat> formats)
    {
        this.formats = formats;
    }

    public static DataFileFormats of(List<DataFileFormat> formats)
    {
        return new DataFileFormats(formats.stream().collect(Collectors.toUnmodifiableMap(DataFileFormat::identifier, Function.identity())));
    }

    /** The format of that identifier. */
    public Optional<DataFileFormat> find(String identifier)
    {
        return Optional.ofNullable(formats.get(identifier));
    }

    /** The format of the file of that name. */
    public DataFileFormat of(String fileName)
    {
        String identifier = identifier(fileName)
                .orElseThrow(() -> VarveException.unsupported("Data file '" + fileName + "' has no extension that tells its format"));
        DataFileFormat format = formats.get(identifier);
        if (format == null) {
            throw VarveException.unsupported("Data file '" + fileName + "' has the format '" + identifier + "', which is not supported; supported are " + new TreeSet<>(formats.keySet()));
        }
        return format;
    }

    static Optional<String> identifier(String fileName)
    {
        int dot = fileName.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String extension = fileName.substring(dot + 1);
        if (CODEC_EXTENSIONS.contains(extension)) {
            return identifier(fileName.substring(0, dot));
        }
        return Optional.of(extension.startsWith("cc-") ? extension.substring(3) : extension);
    }
}
