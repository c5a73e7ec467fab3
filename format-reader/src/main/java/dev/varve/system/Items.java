package dev.varve.system;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;

/** What the rows of a system table are made of, found one after the other. Not safe for use by several threads; the caller closes it. */
interface Items<T>
        extends Closeable
{
    /** The next one; empty after the last. */
    Optional<T> next()
            throws IOException;

    @Override
    default void close()
            throws IOException {}

    static <T> Items<T> of(Iterable<T> all)
    {
        Iterator<T> iterator = all.iterator();
        return () -> iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    /**
     * One for each key, found when it is asked for.
     *
     * @param find empty if there is none any more
     */
    static <K, T> Items<T> of(Iterable<K> keys, Find<K, T> find)
    {
        Iterator<K> iterator = keys.iterator();
        return () -> {
            while (iterator.hasNext()) {
                Optional<T> found = find.find(iterator.next());
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        };
    }

    interface Find<K, T>
    {
        Optional<T> find(K key)
                throws IOException;
    }
}
