package dev.varve.storage;

import static java.util.Objects.requireNonNull;

/**
 * A location in a store, as text: {@code /tmp/warehouse}, {@code s3://bucket/warehouse}. It has no trailing slash.
 */
public record StoragePath(String text)
{
    public StoragePath
    {
        requireNonNull(text, "text is null");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("A storage path must not be empty");
        }
        while (text.length() > 1 && text.endsWith("/") && !text.endsWith("://") && !text.endsWith(":///")) {
            text = text.substring(0, text.length() - 1);
        }
    }

    public static StoragePath of(String text)
    {
        return new StoragePath(text);
    }

    /** The path of {@code relative} (one or more segments) below this one. */
    public StoragePath child(String relative)
    {
        if (relative.isEmpty() || relative.startsWith("/")) {
            throw new IllegalArgumentException("Not a relative path: '" + relative + "'");
        }
        return new StoragePath(text.endsWith("/") ? text + relative : text + "/" + relative);
    }

    /**
     * The path of a file or directory directly below this one, whose name comes from a user or from metadata.
     *
     * @throws IllegalArgumentException if the name would lead elsewhere
     */
    public StoragePath file(String name)
    {
        if (!isPlainName(name)) {
            throw new IllegalArgumentException("Not the name of a file: '" + name + "'");
        }
        return child(name);
    }

    /** Whether the text is the name of one file or directory: no separators, no control characters, not {@code .} or {@code ..}. */
    public static boolean isPlainName(String name)
    {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                return false;
            }
        }
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }

    /** The last segment. */
    public String name()
    {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The path without its last segment. */
    public StoragePath parent()
    {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("Path has no parent: " + text);
        }
        return new StoragePath(slash == 0 ? "/" : text.substring(0, slash));
    }

    @Override
    public String toString()
    {
        return text;
    }
}
