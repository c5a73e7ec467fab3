package dev.varve.snapshot;

import dev.varve.json.JsonText;

/** Parts of an analysis as JSON, for people. */
public final class AnalysisText
{
    private AnalysisText() {}

    /** What is known of each column, as in the file, on one line. */
    public static String columns(Analysis analysis)
    {
        return JsonText.compact(AnalysisLog.columns(analysis));
    }
}
