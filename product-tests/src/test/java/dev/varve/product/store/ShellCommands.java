package dev.varve.product.store;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged commands of the shell with their own libraries, and the examples of {@code docs/cli.md} for stores. */
final class ShellCommands
        implements AutoCloseable
{
    private static final Path LIBRARIES = Path.of(System.getProperty("varve.cli", "../cli/target/lib"));
    private static final String SECTION = "## Object stores and HDFS";
    private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");
    private static final String WAREHOUSE = "s3://bucket/lake";
    private static final String PROPERTY = "--catalog-property";

    private final URLClassLoader libraries;
    private final ToolProvider varve;

    private ShellCommands(URLClassLoader libraries, ToolProvider varve)
    {
        this.libraries = libraries;
        this.varve = varve;
    }

    static ShellCommands open()
            throws IOException
    {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            for (Path jar : (Iterable<Path>) files::iterator) {
                jars.add(jar.toUri().toURL());
            }
        }
        URLClassLoader libraries = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        ToolProvider varve = ServiceLoader.load(ToolProvider.class, libraries).stream().map(ServiceLoader.Provider::get).filter(tool -> tool.name().equals("varve")).findFirst().orElseThrow();
        return new ShellCommands(libraries, varve);
    }

    /** What the commands of the first example say, without {@code ./varve}: the second one differs from it in properties only, which are replaced. */
    static List<List<String>> documented()
            throws IOException
    {
        String page = Files.readString(Path.of("../docs/cli.md"));
        int start = page.indexOf(SECTION);
        String section = page.substring(start, page.indexOf("\n## ", start + 1));
        List<List<String>> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(section);
        assertThat(block.find()).isTrue();
        for (String line : block.group(1).split("\n")) {
            List<String> words = WORD.matcher(line).results().map(word -> word.group(1) == null ? word.group() : word.group(1)).toList();
            assertThat(words.get(0)).isEqualTo("./varve");
            commands.add(words.subList(1, words.size()));
        }
        return commands;
    }

    /**
     * Runs a documented command on another store.
     *
     * @param properties of the store, which replace those of the example
     * @return what it prints
     */
    String run(List<String> command, String warehouse, Map<String, String> properties, Path input)
    {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            switch (command.get(i)) {
                case WAREHOUSE -> arguments.add(warehouse);
                case "orders.jsonl" -> arguments.add(input.toString());
                case PROPERTY -> i++;
                default -> arguments.add(command.get(i));
            }
        }
        properties.forEach((name, value) -> arguments.addAll(List.of(PROPERTY, name + "=" + value)));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = varve.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        assertThat(exitCode).as("%s: %s", command, err).isZero();
        return out.toString();
    }

    @Override
    public void close()
            throws IOException
    {
        libraries.close();
    }
}
