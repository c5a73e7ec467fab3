package dev.varve.hive.table;

import dev.varve.error.VarveException;
import dev.varve.system.SystemTables;
import dev.varve.view.DataView;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * What stands behind the name of a table: {@code db.t.tag_x}, {@code db.t.branch_b}, {@code db.t.snapshots}, and {@code db.t.`branch_b$snapshots`}.
 *
 * @param system name of a table about the table, or of a view of its rows
 */
public record Reference(Optional<String> branch, Optional<String> tag, Optional<String> system)
{
    static final Reference NONE = new Reference(Optional.empty(), Optional.empty(), Optional.empty());

    private static final String TAG_PREFIX = "tag_";
    private static final String BRANCH_PREFIX = "branch_";

    public Reference
    {
        requireNonNull(branch, "branch is null");
        requireNonNull(tag, "tag is null");
        requireNonNull(system, "system is null");
    }

    /**
     * @throws VarveException of kind NOT_FOUND, saying what there is, if there is nothing of that name
     */
    public static Reference parse(String text)
    {
        if (hasPrefix(text, TAG_PREFIX)) {
            return new Reference(Optional.empty(), Optional.of(text.substring(TAG_PREFIX.length())), Optional.empty());
        }
        if (hasPrefix(text, BRANCH_PREFIX)) {
            String rest = text.substring(BRANCH_PREFIX.length());
            int mark = rest.indexOf('$');
            return mark < 0
                    ? new Reference(Optional.of(rest), Optional.empty(), Optional.empty())
                    : new Reference(Optional.of(rest.substring(0, mark)), Optional.empty(), Optional.of(systemTable(rest.substring(mark + 1))));
        }
        return new Reference(Optional.empty(), Optional.empty(), Optional.of(systemTable(text)));
    }

    private static boolean hasPrefix(String text, String prefix)
    {
        return text.length() > prefix.length() && text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The view of the rows that is meant, if one is. */
    public Optional<DataView> view()
    {
        return system.flatMap(DataView::named);
    }

    private static String systemTable(String text)
    {
        String name = text.toLowerCase(Locale.ROOT);
        if (!SystemTables.exists(name) && DataView.named(name).isEmpty()) {
            String views = Arrays.stream(DataView.values()).map(DataView::tableName).collect(Collectors.joining(", "));
            throw VarveException.notFound("Tables have nothing that is called '" + text + "': write tag_<name>, branch_<name> or one of " +
                    String.join(", ", SystemTables.names()) + ", " + views);
        }
        return name;
    }
}
