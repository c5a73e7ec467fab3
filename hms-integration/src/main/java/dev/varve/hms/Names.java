package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;

import java.util.Locale;

/** A Hive Metastore has names in lower case, and finds them in any case. */
final class Names
{
    private Names() {}

    static String lowerCase(String name)
    {
        return name.toLowerCase(Locale.ROOT);
    }

    static void require(String what, String name)
    {
        if (!name.equals(lowerCase(name))) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a " + what + ": a Hive Metastore has names in lower case, such as '" +
                    lowerCase(name) + "'");
        }
        if (!StoragePath.isPlainName(name) || name.startsWith(".") || !name.equals(name.strip()) || name.contains("$") || name.equals("sys") && what.equals("database")) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a " + what);
        }
    }
}
