package dev.varve.write;

import org.testng.ISuite;
import org.testng.ISuiteListener;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts the faults that tests inject, and those after which everything was as it should be. Classes of tests may run in several JVMs, so each leaves its
 * counts in a file; the figure of all is told whenever one is through, and so the last time for the whole module. Tests that inject faults name it in
 * {@code @Listeners}.
 */
public final class FaultFigure
        implements ISuiteListener
{
    private static final Path FILES = Path.of("target", "faults");
    private static final Map<String, Count> COUNTS = new TreeMap<>();

    private static final class Count
    {
        private int injected;
        private int survived;

        @Override
        public String toString()
        {
            return survived == injected ? Integer.toString(injected) : survived + " of " + injected;
        }
    }

    /** One more point at which something goes wrong. */
    public static synchronized void injected(String area)
    {
        COUNTS.computeIfAbsent(area, key -> new Count()).injected++;
    }

    /** Everything is as it should be after the fault that was injected last. */
    public static synchronized void survived(String area)
    {
        COUNTS.get(area).survived++;
    }

    @Override
    public void onFinish(ISuite suite)
    {
        synchronized (FaultFigure.class) {
            if (!COUNTS.isEmpty()) {
                try {
                    write(FILES.resolve(suite.getAllMethods().get(0).getRealClass().getSimpleName()));
                    print(all());
                }
                catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                COUNTS.clear();
            }
        }
    }

    private static void write(Path file)
            throws IOException
    {
        Properties properties = new Properties();
        COUNTS.forEach((area, count) -> properties.setProperty(area, count.injected + " " + count.survived));
        Files.createDirectories(FILES);
        // Whole at once: another JVM may read it.
        Path written = Files.createTempFile(FILES.getParent(), "faults", null);
        try (Writer writer = Files.newBufferedWriter(written)) {
            properties.store(writer, null);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, Count> all()
            throws IOException
    {
        Map<String, Count> all = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FILES)) {
            for (Path file : files) {
                Properties properties = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
                for (String area : properties.stringPropertyNames()) {
                    String[] numbers = properties.getProperty(area).split(" ");
                    Count count = all.computeIfAbsent(area, key -> new Count());
                    count.injected += Integer.parseInt(numbers[0]);
                    count.survived += Integer.parseInt(numbers[1]);
                }
            }
        }
        return all;
    }

    private static void print(Map<String, Count> counts)
    {
        System.out.printf(
                "faults: %d points injected, %d survived (%s)%n",
                counts.values().stream().mapToInt(count -> count.injected).sum(),
                counts.values().stream().mapToInt(count -> count.survived).sum(),
                counts.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).collect(Collectors.joining(", ")));
    }
}
