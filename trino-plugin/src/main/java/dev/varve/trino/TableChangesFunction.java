package dev.varve.trino;

import dev.varve.Table;
import dev.varve.TableChanges;
import dev.varve.TableName;
import dev.varve.error.VarveException;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeSelector;
import dev.varve.trino.error.ErrorTranslation;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.VarveChangesHandle;
import dev.varve.trino.type.TypeMapping;
import com.google.inject.Inject;
import io.airlift.slice.Slice;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorAccessControl;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.function.table.AbstractConnectorTableFunction;
import io.trino.spi.function.table.Argument;
import io.trino.spi.function.table.ArgumentSpecification;
import io.trino.spi.function.table.Descriptor;
import io.trino.spi.function.table.ReturnTypeSpecification;
import io.trino.spi.function.table.ScalarArgument;
import io.trino.spi.function.table.ScalarArgumentSpecification;
import io.trino.spi.function.table.TableFunctionAnalysis;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeManager;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static io.trino.spi.StandardErrorCode.INVALID_FUNCTION_ARGUMENT;
import static io.trino.spi.StandardErrorCode.TABLE_NOT_FOUND;
import static io.trino.spi.type.BooleanType.BOOLEAN;
import static io.trino.spi.type.VarcharType.VARCHAR;
import static java.util.Objects.requireNonNull;

/**
 * {@code system.table_changes}: what changed in a table between two snapshots, tags or times. Its arguments are named after Paimon's options. It is
 * planned as the scan of a table, {@link VarveMetadata#applyTableFunction}.
 */
public final class TableChangesFunction
        extends AbstractConnectorTableFunction
{
    private static final String SCHEMA_NAME = "SCHEMA_NAME";
    private static final String TABLE_NAME = "TABLE_NAME";
    private static final String BETWEEN = "INCREMENTAL_BETWEEN";
    private static final String BETWEEN_TIMESTAMP = "INCREMENTAL_BETWEEN_TIMESTAMP";
    private static final String TO_AUTO_TAG = "INCREMENTAL_TO_AUTO_TAG";
    private static final String SCAN_MODE = "INCREMENTAL_BETWEEN_SCAN_MODE";
    private static final String TAG_TO_SNAPSHOT = "INCREMENTAL_BETWEEN_TAG_TO_SNAPSHOT";

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd[[ ]['T']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .toFormatter();

    private final CatalogTables tables;
    private final TypeMapping types;

    @Inject
    public TableChangesFunction(CatalogTables tables, TypeManager typeManager)
    {
        super("system", "table_changes", arguments(), ReturnTypeSpecification.GenericTable.GENERIC_TABLE);
        this.tables = requireNonNull(tables, "tables is null");
        types = TypeMapping.of(typeManager);
    }

    private static List<ArgumentSpecification> arguments()
    {
        return List.of(
                ScalarArgumentSpecification.builder().name(SCHEMA_NAME).type(VARCHAR).build(),
                ScalarArgumentSpecification.builder().name(TABLE_NAME).type(VARCHAR).build(),
                optional(BETWEEN, VARCHAR),
                optional(BETWEEN_TIMESTAMP, VARCHAR),
                optional(TO_AUTO_TAG, VARCHAR),
                optional(SCAN_MODE, VARCHAR),
                optional(TAG_TO_SNAPSHOT, BOOLEAN));
    }

    private static ArgumentSpecification optional(String name, Type type)
    {
        return ScalarArgumentSpecification.builder().name(name).type(type).defaultValue(null).build();
    }

    @Override
    public TableFunctionAnalysis analyze(
            ConnectorSession session,
            ConnectorTransactionHandle transaction,
            Map<String, Argument> arguments,
            ConnectorAccessControl accessControl)
    {
        SchemaTableName name = new SchemaTableName(required(arguments, SCHEMA_NAME), required(arguments, TABLE_NAME));
        requireTable(name);
        Table table = tables.open(session, name).orElseThrow(() -> new TrinoException(TABLE_NOT_FOUND, "Table '" + name + "' does not exist"));
        TableChanges changes = changes(table, selector(session, arguments), mode(arguments));
        List<ColumnMetadata> columns = ChangeColumns.metadata(name, changes.schema(), types);
        accessControl.checkCanSelectFromColumns(
                null,
                name,
                TableColumns.of(name, changes.schema(), types).metadata().stream().map(ColumnMetadata::getName).collect(Collectors.toUnmodifiableSet()));
        return TableFunctionAnalysis.builder()
                .returnedType(new Descriptor(columns.stream().map(column -> new Descriptor.Field(column.getName(), Optional.of(column.getType()))).toList()))
                .handle(VarveChangesHandle.of(name, table.location().text(), CatalogTables.branch(table), changes.schema().id(), changes.range()))
                .build();
    }

    /** What changed is told of tables alone, with the kinds of changes that their views would have. */
    private static void requireTable(SchemaTableName name)
    {
        TableName parsed = translating(() -> TableName.parse(name.getTableName()));
        if (parsed.system().isPresent()) {
            throw new TrinoException(
                    INVALID_FUNCTION_ARGUMENT,
                    "Changes are told of tables, not of '%s': name the table; the column _change_type has what $audit_log and $binlog call rowkind".formatted(name));
        }
    }

    private static TableChanges changes(Table table, ChangeSelector selector, ChangeMode mode)
    {
        try {
            return table.changes(selector, mode);
        }
        catch (VarveException e) {
            throw switch (e.kind()) {
                case NOT_FOUND -> new TrinoException(VarveErrorCode.VARVE_VERSION_NOT_FOUND, e.getMessage(), e);
                case INVALID_REQUEST -> new TrinoException(INVALID_FUNCTION_ARGUMENT, e.getMessage(), e);
                default -> ErrorTranslation.translate(e);
            };
        }
    }

    private static ChangeSelector selector(ConnectorSession session, Map<String, Argument> arguments)
    {
        List<String> given = Stream.of(BETWEEN, BETWEEN_TIMESTAMP, TO_AUTO_TAG).filter(name -> value(arguments, name).isPresent()).toList();
        if (given.size() != 1) {
            throw new TrinoException(
                    INVALID_FUNCTION_ARGUMENT,
                    "One of the arguments incremental_between, incremental_between_timestamp and incremental_to_auto_tag is needed, " +
                            (given.isEmpty() ? "none is given" : "not " + given.size()));
        }
        String text = value(arguments, given.getFirst()).orElseThrow();
        boolean tagsAreSnapshots = Boolean.TRUE.equals(((ScalarArgument) arguments.get(TAG_TO_SNAPSHOT)).getValue());
        return switch (given.getFirst()) {
            case BETWEEN -> checked(() -> ChangeSelector.BetweenVersions.parse(text, tagsAreSnapshots));
            case BETWEEN_TIMESTAMP -> betweenTimes(text, session.getTimeZoneKey().getZoneId());
            default -> new ChangeSelector.ToAutomaticTag(text);
        };
    }

    private static ChangeSelector betweenTimes(String text, ZoneId zone)
    {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 2) {
                return new ChangeSelector.BetweenTimes(epochMillis(parts[0].trim(), zone), epochMillis(parts[1].trim(), zone));
            }
        }
        catch (DateTimeParseException | NumberFormatException e) {
            throw new TrinoException(INVALID_FUNCTION_ARGUMENT, badTimes(text), e);
        }
        throw new TrinoException(INVALID_FUNCTION_ARGUMENT, badTimes(text));
    }

    private static String badTimes(String text)
    {
        return "Argument incremental_between_timestamp is '" + text + "', expected are two times 'from,to', as epoch milliseconds or as 'yyyy-MM-dd HH:mm:ss' in the session's zone";
    }

    private static long epochMillis(String text, ZoneId zone)
    {
        return text.matches("-?[0-9]+") ? Long.parseLong(text) : instant(text, zone).toEpochMilli();
    }

    private static Instant instant(String text, ZoneId zone)
    {
        return LocalDateTime.parse(text, TIME).atZone(zone).toInstant();
    }

    private static ChangeMode mode(Map<String, Argument> arguments)
    {
        return value(arguments, SCAN_MODE).map(text -> checked(() -> ChangeMode.parse(text))).orElse(ChangeMode.AUTO);
    }

    private static <T> T checked(Supplier<T> parsing)
    {
        try {
            return parsing.get();
        }
        catch (VarveException e) {
            throw new TrinoException(INVALID_FUNCTION_ARGUMENT, e.getMessage(), e);
        }
    }

    private static String required(Map<String, Argument> arguments, String name)
    {
        return value(arguments, name).orElseThrow(() -> new TrinoException(INVALID_FUNCTION_ARGUMENT, "Argument " + name.toLowerCase(Locale.ENGLISH) + " is null"));
    }

    private static Optional<String> value(Map<String, Argument> arguments, String name)
    {
        return Optional.ofNullable((Slice) ((ScalarArgument) arguments.get(name)).getValue()).map(Slice::toStringUtf8);
    }
}
