package dev.varve.cli;

import com.google.common.base.Splitter;
import dev.varve.hiveserver.HiveDistribution;
import dev.varve.server.Distribution;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Where the parts of a built checkout lie; the script {@code varve} says where the checkout is. */
record Installation(Path home, List<String> serverJvmOptions)
{
    static final String HOME_PROPERTY = "varve.home";
    private static final String SERVER_OPTIONS_VARIABLE = "VARVE_SERVER_OPTS";

    Installation
    {
        requireNonNull(home, "home is null");
        serverJvmOptions = List.copyOf(serverJvmOptions);
    }

    static Installation locate()
            throws CommandException
    {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new CommandException("Start Varve with the script ./varve; this program does not know where it is installed");
        }
        String options = Optional.ofNullable(System.getenv(SERVER_OPTIONS_VARIABLE)).orElse("");
        return new Installation(
                Path.of(home).toAbsolutePath(),
                Splitter.onPattern("\\s+").omitEmptyStrings().splitToList(options));
    }

    /** The server to start, with the packaged plugin in it. */
    Distribution server()
            throws CommandException
    {
        Distribution distribution = new Distribution(home.resolve("trino-server/target/dist"));
        if (!distribution.isComplete()) {
            throw new CommandException("The server is not built: %s is missing or incomplete; ./varve builds it".formatted(distribution.home()));
        }
        return distribution;
    }

    HiveDistribution hive()
            throws CommandException
    {
        HiveDistribution distribution = new HiveDistribution(home.resolve("hive-server/target/dist"));
        if (!distribution.isComplete()) {
            throw new CommandException("Hive is not built: %s is missing or incomplete; ./varve builds it".formatted(distribution.home()));
        }
        return distribution;
    }

    Path demo()
    {
        return home.resolve("demo");
    }

    Path state()
    {
        return home.resolve(".varve");
    }
}
