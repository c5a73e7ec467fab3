package dev.varve.schema;

import java.util.regex.Pattern;

/** Which options hold secrets, whose values nobody is shown. */
public final class SecretOptions
{
    private static final Pattern SECRET = Pattern.compile("password|secret|token|credential|access[.-]?key|account[.-]?key|private[.-]?key", Pattern.CASE_INSENSITIVE);
    private static final String REDACTED = "***";

    private SecretOptions() {}

    /** The value of an option, or what is shown in its place. */
    public static String shown(String option, String value)
    {
        return SECRET.matcher(option).find() ? REDACTED : value;
    }

    /** Whether the value is what is shown in the place of a secret, and not one that somebody means. */
    public static boolean isShownInstead(String option, String value)
    {
        return value.equals(REDACTED) && SECRET.matcher(option).find();
    }
}
