package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonProcessingException;

import java.util.List;

/** Why a text is no JSON, without what only programmers who use the parser can do about it. */
final class JsonProblem
{
    private static final List<String> ADVICE = List.of(": enable `", " (start marker");
    private static final String NON_FINITE = "Non-standard token '";

    private JsonProblem() {}

    static String of(JsonProcessingException failure)
    {
        String problem = failure.getOriginalMessage();
        for (String advice : ADVICE) {
            int end = problem.indexOf(advice);
            problem = end < 0 ? problem : problem.substring(0, end);
        }
        return problem.startsWith(NON_FINITE) ? problem + ", which must stand in quotes" : problem;
    }
}
