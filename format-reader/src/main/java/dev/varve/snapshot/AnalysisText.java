package dev.varve.snapshot;

import dev.varve.json.JsonText;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Parts of an analysis as JSON, for people. */
public final class AnalysisText
{
    private AnalysisText() {}

    /** What is known of each column, as in the file. */
    public static String columns(Analysis analysis)
    {
        return new String(JsonText.print(AnalysisLog.columns(analysis)), UTF_8);
    }
}
