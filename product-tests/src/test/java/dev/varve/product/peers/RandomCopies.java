package dev.varve.product.peers;

import dev.varve.product.kernel.KernelReader;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.paimon.RandomTable;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.product.rows.SqlType;
import dev.varve.schema.TableSchema;
import dev.varve.system.SystemTables;
import dev.varve.type.BinaryType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.VarBinaryType;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/** Random tables that Paimon makes, and copies of them. Paimon and the kernel must read the same from both. */
final class RandomCopies
        implements AutoCloseable
{
    static final String DATABASE = "copies";

    private static final Set<String> KEY_TEXTS = Set.of("min_key", "max_key");

    private final Path warehouse;
    private final Catalog catalog;
    private final PaimonReader paimon;
    private final KernelReader kernel;
    private final Copying copying;

    /** Creates a table like another one, and writes the rows of that one to it. */
    interface Copying
    {
        TableSchema copy(String database, String from, String to, Random random)
                throws Exception;
    }

    private RandomCopies(Path warehouse, Copying copying)
            throws Exception
    {
        this.warehouse = warehouse;
        catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
        catalog.createDatabase(DATABASE, true);
        paimon = PaimonReader.open(warehouse);
        kernel = KernelReader.open(warehouse).inZone(ZoneId.systemDefault());
        this.copying = copying;
    }

    /** Copies are Varve's. */
    static RandomCopies create(String name)
            throws Exception
    {
        return create(name, warehouse -> new VarveCopy(warehouse)::copy);
    }

    /** @param copying by the warehouse */
    static RandomCopies create(String name, Function<Path, Copying> copying)
            throws Exception
    {
        Path parent = Path.of("target", "random").toAbsolutePath();
        Files.createDirectories(parent);
        Path warehouse = Files.createTempDirectory(parent, name + "-");
        return new RandomCopies(warehouse, copying.apply(warehouse));
    }

    Path warehouse()
    {
        return warehouse;
    }

    /** A copy, and the rows that everybody must read from it. */
    record Copy(String table, TableSchema schema, RowSet rows)
    {
        List<DataType> types()
        {
            return schema.fields().fields().stream().map(Field::type).toList();
        }
    }

    /** Makes a table and its copy; nothing if Paimon refuses what is to be done to the table, or lets it hold what is not allowed. */
    Optional<Copy> make(long seed)
            throws Exception
    {
        Random random = new Random(seed);
        String original = "t" + seed;
        List<String> history;
        try {
            history = RandomTable.create(catalog, Identifier.create(DATABASE, original), random, warehouse.resolve("temporary"), false);
        }
        catch (RandomTable.Refused e) {
            return Optional.empty();
        }
        if (!hasUniqueKeys(original)) {
            return Optional.empty();
        }
        String told = "seed " + seed + "\n  " + String.join("\n  ", history) + "\n  ";
        String table = "copy" + seed;
        TableSchema schema;
        try {
            schema = copying.copy(DATABASE, original, table, random);
        }
        catch (Exception e) {
            if (e.getMessage() != null && e.getMessage().contains("too many digits")) {
                // Paimon lets sums outgrow their type.
                return Optional.empty();
            }
            throw new AssertionError(told, e);
        }
        Copy copy = new Copy(table, schema, rows(paimon::read, original, schema));
        assertThat(rows(kernel::read, table, schema).differenceTo(copy.rows())).as(told + "the copy, read by the kernel").isEmpty();
        assertThat(rows(paimon::read, table, schema).differenceTo(copy.rows())).as(told + "the copy, read by Paimon").isEmpty();
        for (String system : SystemTables.names()) {
            assertThat(aboutDifference(table, system, schema)).as(told + table + "$" + system).isEmpty();
            assertThat(aboutDifference(original, system, schema)).as(told + original + "$" + system).isEmpty();
        }
        return Optional.of(copy);
    }

    /** What tells a table about a table from that of Paimon. */
    private Optional<String> aboutDifference(String table, String system, TableSchema schema)
            throws Exception
    {
        boolean hasBytesInKeys = schema.fields().fields().stream()
                .anyMatch(field -> schema.primaryKeys().contains(field.name()) && (field.type() instanceof BinaryType || field.type() instanceof VarBinaryType));
        String name = table + "$" + system;
        // Of bytes in keys, Paimon prints the identities of arrays.
        List<String> columns = paimon.columns(DATABASE, name, new ReadVersion.Latest()).stream()
                .filter(column -> !(hasBytesInKeys && KEY_TEXTS.contains(column)))
                .toList();
        ReadRequest request = new ReadRequest(DATABASE, name, Optional.empty(), new ReadVersion.Latest(), columns, Optional.empty());
        List<DataType> types = paimon.types(request).stream().map(SqlType::parse).toList();
        RowSet expected = RowSet.of(types, paimon.read(request)).replacing("file:" + warehouse, warehouse.toString());
        return RowSet.of(types, kernel.read(request)).replacing("file:" + warehouse, warehouse.toString()).differenceTo(expected);
    }

    /** Random tables of dynamic buckets may hold a key in several, which is not allowed. */
    private boolean hasUniqueKeys(String table)
            throws Exception
    {
        List<String> keys = catalog.getTable(Identifier.create(DATABASE, table)).primaryKeys();
        if (keys.isEmpty()) {
            return true;
        }
        ReadRequest request = new ReadRequest(DATABASE, table, Optional.empty(), new ReadVersion.Latest(), keys, Optional.empty());
        List<DataType> types = paimon.types(request).stream().map(SqlType::parse).toList();
        List<String> lines = RowSet.of(types, paimon.read(request)).lines();
        return new HashSet<>(lines).size() == lines.size();
    }

    private interface Reading
    {
        List<List<Object>> read(ReadRequest request)
                throws Exception;
    }

    private static RowSet rows(Reading reading, String table, TableSchema schema)
            throws Exception
    {
        List<String> columns = schema.fields().names();
        ReadRequest request = new ReadRequest(DATABASE, table, Optional.empty(), new ReadVersion.Latest(), columns, Optional.empty());
        return RowSet.of(schema.fields().fields().stream().map(Field::type).toList(), reading.read(request));
    }

    @Override
    public void close()
            throws Exception
    {
        kernel.close();
        paimon.close();
        catalog.close();
    }
}
