package dev.varve.cli;

import java.util.ArrayList;
import java.util.List;

/** A script of HiveQL cut at its semicolons: not at those in quotes, in which a backslash escapes, and in comments from {@code --} to the end of a line. */
final class HiveStatements
{
    private HiveStatements() {}

    /** The statements without semicolons, comments and white space around them; empty ones are left out. */
    static List<String> split(String script)
    {
        List<String> statements = new ArrayList<>();
        scan(script, statements);
        return statements;
    }

    /** Whether nothing, or only white space and comments, follows the last semicolon. */
    static boolean isComplete(String script)
    {
        return scan(script, new ArrayList<>()).isBlank();
    }

    /** Adds the statements to the list and returns what follows the last semicolon, which is a statement, too. */
    private static String scan(String script, List<String> statements)
    {
        StringBuilder statement = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (quote == 0 && script.startsWith("--", i)) {
                int end = script.indexOf('\n', i);
                i = end < 0 ? script.length() : end - 1;
                continue;
            }
            if (quote == 0 && c == ';') {
                add(statement, statements);
                statement.setLength(0);
                continue;
            }
            statement.append(c);
            if (quote != 0 && c == '\\' && quote != '`' && i + 1 < script.length()) {
                i++;
                statement.append(script.charAt(i));
            }
            else if (quote == c) {
                quote = 0;
            }
            else if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
                quote = c;
            }
        }
        add(statement, statements);
        return statement.toString();
    }

    private static void add(StringBuilder statement, List<String> statements)
    {
        String text = statement.toString().strip();
        if (!text.isEmpty()) {
            statements.add(text);
        }
    }
}
