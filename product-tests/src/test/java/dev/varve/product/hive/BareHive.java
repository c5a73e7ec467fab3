package dev.varve.product.hive;

import dev.varve.hiveserver.HiveDistribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hive without the jars of the storage handler, which lie apart. */
public final class BareHive
{
    private static final Path LIBRARIES = Path.of(System.getProperty("varve.hive", "../hive-server/target/dist"), "lib").toAbsolutePath();
    private static final List<String> AUXILIARY = List.of("varve-hive.jar", "varve-hive-paimon-names.jar");

    private BareHive() {}

    /** Makes it in a directory, of links to the packaged one. */
    public static HiveDistribution in(Path directory)
            throws IOException
    {
        Path libraries = Files.createDirectories(directory.resolve("hive/lib"));
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            for (Path jar : jars.filter(jar -> !jar.getFileName().toString().startsWith("varve-hive")).toList()) {
                Files.createSymbolicLink(libraries.resolve(jar.getFileName()), jar);
            }
        }
        return new HiveDistribution(libraries.getParent());
    }

    /** The same with these jars in {@code auxlib}, which Hive's launcher puts on the class path of the server and into {@code hive.aux.jars.path}: {@link #auxiliaryJars}. */
    public static HiveDistribution withAuxiliaryJars(Path directory)
            throws IOException
    {
        Path auxiliary = Files.createDirectories(directory.resolve("hive/auxlib"));
        for (String name : AUXILIARY) {
            Files.createSymbolicLink(auxiliary.resolve(name), jar(name));
        }
        return new HiveDistribution(in(directory).home(), List.of(auxiliary));
    }

    public static String auxiliaryJars()
    {
        return AUXILIARY.stream().map(name -> jar(name).toUri().toString()).collect(Collectors.joining(","));
    }

    /** One of the jars that it is without. */
    public static Path jar(String name)
    {
        return LIBRARIES.resolve(name);
    }
}
