package dev.varve.product.conformance;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Tar archives compressed by zstd with a window of 128 MiB. */
final class Archive
{
    private static final int WINDOW_LOG = 27;
    private static final int LEVEL = 21;

    private Archive() {}

    /** Unpacks an archive below a directory. */
    static void unpack(InputStream archive, Path directory)
            throws IOException
    {
        try (ZstdInputStream plain = new ZstdInputStream(new BufferedInputStream(archive)).setLongMax(WINDOW_LOG);
                TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(plain))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("Entry lies outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                }
                else {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                }
            }
        }
    }

    /** Packs the files below a directory, files of the same kind next to each other. */
    static void pack(Path directory, Path archive)
            throws IOException
    {
        try (ZstdOutputStream compressed = new ZstdOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), LEVEL).setLong(WINDOW_LOG);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path file : files(directory)) {
                TarArchiveEntry entry = new TarArchiveEntry(directory.relativize(file).toString());
                entry.setSize(Files.size(file));
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    private static List<Path> files(Path directory)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Archive::kind).thenComparing(Path::toString))
                    .toList();
        }
    }

    private static String kind(Path file)
    {
        return file.getFileName().toString().replaceAll("-[0-9a-f-]{30,}.*?(\\.[a-z.]+)?$", "$1");
    }

    static void delete(Path directory)
            throws IOException
    {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                }
                catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
