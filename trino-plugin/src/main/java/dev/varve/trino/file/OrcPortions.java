package dev.varve.trino.file;

import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.SortedPortion;
import dev.varve.storage.InputFile;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.trino.orc.OrcColumn;
import io.trino.orc.OrcReader;
import io.trino.orc.OrcReaderOptions;
import io.trino.orc.metadata.StripeInformation;
import io.trino.orc.metadata.statistics.ColumnStatistics;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the values of columns lie in an ORC file that is sorted by them, from the statistics of its stripes. */
final class OrcPortions
{
    private OrcPortions() {}

    static List<SortedPortion> read(InputFile file, List<Field> columns, OrcReaderOptions options)
            throws IOException
    {
        try (FileBytes bytes = FileBytes.open(file, new ReadMetrics(), 0)) {
            return portions(bytes, columns, options);
        }
        catch (IOException | RuntimeException e) {
            throw new DecodingErrors(file.path(), "ORC").translate(e);
        }
    }

    private static List<SortedPortion> portions(FileBytes bytes, List<Field> columns, OrcReaderOptions options)
            throws IOException
    {
        OrcReader reader = OrcReader.createOrcReader(OrcBytes.dataSource(bytes, options), options).orElseThrow(() -> new IOException("it is empty"));
        List<Long> firstRows = new ArrayList<>();
        long rows = 0;
        for (StripeInformation stripe : reader.getFooter().getStripes()) {
            firstRows.add(rows);
            rows += stripe.getNumberOfRows();
        }
        List<SortedPortion.Stretches> known = new ArrayList<>();
        for (Field column : columns) {
            Optional<OrcColumn> found = reader.getRootColumn().getNestedColumns().stream().filter(nested -> nested.getColumnName().equals(column.name())).findFirst();
            List<Bounds> bounds = found.map(stored -> bounds(reader, stored, column.type())).orElse(List.of());
            if (bounds.size() != firstRows.size()) {
                break;
            }
            known.add(new SortedPortion.Stretches(firstRows, bounds.stream().map(Bounds::least).toList(), bounds.stream().map(Bounds::most).toList()));
        }
        return SortedPortion.of(known, rows);
    }

    private record Bounds(Object least, Object most)
    {
        private static Optional<Bounds> of(Object least, Object most)
        {
            return least == null || most == null ? Optional.empty() : Optional.of(new Bounds(least, most));
        }
    }

    /** Of the stripes whose statistics tell. */
    private static List<Bounds> bounds(OrcReader reader, OrcColumn column, DataType type)
    {
        return reader.getMetadata().getStripeStatsList().stream()
                .flatMap(stripe -> stripe.flatMap(statistics -> bounds(statistics.getColumnStatistics().get(column.getColumnId()), type)).stream())
                .toList();
    }

    private static Optional<Bounds> bounds(ColumnStatistics statistics, DataType type)
    {
        return switch (type) {
            case TinyIntType _, SmallIntType _, IntType _, BigIntType _, TimeType _ when statistics.getIntegerStatistics() != null ->
                    Bounds.of(statistics.getIntegerStatistics().getMin(), statistics.getIntegerStatistics().getMax());
            case DateType _ when statistics.getDateStatistics() != null ->
                    Bounds.of(days(statistics.getDateStatistics().getMin()), days(statistics.getDateStatistics().getMax()));
            case DecimalType decimal when statistics.getDecimalStatistics() != null ->
                    Bounds.of(scaled(statistics.getDecimalStatistics().getMin(), decimal), scaled(statistics.getDecimalStatistics().getMax(), decimal));
            case VarCharType _ when statistics.getStringStatistics() != null ->
                    Bounds.of(statistics.getStringStatistics().getMin(), statistics.getStringStatistics().getMax());
            default -> Optional.empty();
        };
    }

    private static Long days(Integer value)
    {
        return value == null ? null : Long.valueOf(value);
    }

    private static BigDecimal scaled(BigDecimal value, DecimalType type)
    {
        return value == null || value.scale() > type.scale() ? null : value.setScale(type.scale());
    }
}
