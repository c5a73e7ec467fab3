package dev.varve.datafile.orc;

import dev.varve.datafile.AbstractTestDataFileFormat;
import dev.varve.datafile.DataFileFormat;
import dev.varve.type.DataType;
import dev.varve.type.VariantType;

import java.util.Map;

public class TestOrcFormat
        extends AbstractTestDataFileFormat
{
    @Override
    protected DataFileFormat format()
    {
        return new OrcFormat();
    }

    @Override
    protected boolean supports(DataType type)
    {
        return !(type instanceof VariantType);
    }

    /** orc-core 2.2 spins for minutes where a damaged stream of numbers ends too early, so only footers are damaged. */
    @Override
    protected int testedForDamage(int fileLength)
    {
        return 2000;
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("file.block-size", "64 kb", "orc.stripe.row.count", "5000");
    }
}
