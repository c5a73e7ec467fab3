package dev.varve.cli;

import dev.varve.error.VarveException;
import dev.varve.schema.TypeText;
import dev.varve.type.DataType;
import dev.varve.write.schema.SchemaChange.Position;
import picocli.CommandLine.TypeConversionException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What users write about a column: {@code PATH TYPE [DEFAULT value] [COMMENT 'text'] [FIRST | LAST | AFTER name | BEFORE name]}. A path is names with
 * dots between, of which those that are no plain words stand in back quotes. What makes no sense is a {@link TypeConversionException}.
 */
record ColumnText(
        List<String> path,
        Optional<DataType> type,
        Optional<String> defaultValue,
        Optional<String> comment,
        Optional<Position> position)
{
    private static final String DEFAULT = "DEFAULT";
    private static final String COMMENT = "COMMENT";
    private static final Set<String> KEYWORDS = Set.of(DEFAULT, COMMENT, "FIRST", "LAST", "AFTER", "BEFORE");

    ColumnText
    {
        path = List.copyOf(path);
    }

    static ColumnText parse(String text)
    {
        return new Parser(text).column();
    }

    /** A column with its type and whatever may follow. */
    static ColumnText parseDefinition(String text)
    {
        ColumnText column = parse(text);
        if (column.type().isEmpty()) {
            throw new TypeConversionException("'" + text + "' has no type: write 'NAME TYPE', such as 'id BIGINT NOT NULL'");
        }
        return column;
    }

    static List<String> parsePath(String text)
    {
        Parser parser = new Parser(text);
        List<String> path = parser.path();
        parser.requireEnd();
        return path;
    }

    String name()
    {
        if (path.size() != 1) {
            throw new TypeConversionException("'" + String.join(".", path) + "' is not the name of a column; put names with dots into back quotes");
        }
        return path.get(0);
    }

    private static final class Parser
    {
        private final String text;
        private int position;

        Parser(String text)
        {
            this.text = text;
        }

        ColumnText column()
        {
            List<String> path = path();
            String typeText = upToKeyword();
            Optional<DataType> type = typeText.isBlank() ? Optional.empty() : Optional.of(type(typeText));
            Optional<String> defaultValue = Optional.empty();
            Optional<String> comment = Optional.empty();
            Optional<Position> place = Optional.empty();
            while (!atEnd()) {
                String keyword = word().toUpperCase(Locale.ROOT);
                switch (keyword) {
                    case DEFAULT -> defaultValue = Optional.of(value());
                    case COMMENT -> comment = Optional.of(quoted('\''));
                    case "FIRST" -> place = Optional.of(new Position.First());
                    case "LAST" -> place = Optional.of(new Position.Last());
                    case "AFTER" -> place = Optional.of(new Position.After(name()));
                    case "BEFORE" -> place = Optional.of(new Position.Before(name()));
                    default -> throw wrong("unexpected '" + keyword + "'");
                }
            }
            return new ColumnText(path, type, defaultValue, comment, place);
        }

        private DataType type(String typeText)
        {
            try {
                return TypeText.parse(typeText.strip());
            }
            catch (VarveException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }

        List<String> path()
        {
            List<String> path = new ArrayList<>();
            do {
                path.add(name());
            }
            while (accept('.'));
            return path;
        }

        private String name()
        {
            skipBlanks();
            return position < text.length() && text.charAt(position) == '`' ? quoted('`') : word();
        }

        private String word()
        {
            skipBlanks();
            int start = position;
            while (position < text.length() && isWordPart(text.charAt(position))) {
                position++;
            }
            if (start == position) {
                throw wrong("a name is missing");
            }
            return text.substring(start, position);
        }

        /** A value as it is stored: with its quotes, if it has any. */
        private String value()
        {
            skipBlanks();
            int start = position;
            if (position < text.length() && text.charAt(position) == '\'') {
                quoted('\'');
            }
            else {
                while (position < text.length() && !Character.isWhitespace(text.charAt(position))) {
                    position++;
                }
            }
            if (start == position) {
                throw wrong("a value is missing");
            }
            return text.substring(start, position);
        }

        private String quoted(char quote)
        {
            skipBlanks();
            if (!accept(quote)) {
                throw wrong(quote + " expected");
            }
            StringBuilder content = new StringBuilder();
            while (true) {
                int end = text.indexOf(quote, position);
                if (end < 0) {
                    throw wrong("a closing " + quote + " is missing");
                }
                content.append(text, position, end);
                position = end + 1;
                if (position >= text.length() || text.charAt(position) != quote) {
                    return content.toString();
                }
                content.append(quote);
                position++;
            }
        }

        /** The text before the next keyword that is neither in brackets nor in quotes. */
        private String upToKeyword()
        {
            int start = position;
            int depth = 0;
            while (position < text.length()) {
                char c = text.charAt(position);
                if (c == '\'' || c == '`') {
                    quoted(c);
                }
                else if (isWordPart(c)) {
                    int wordStart = position;
                    String word = word();
                    if (depth == 0 && KEYWORDS.contains(word.toUpperCase(Locale.ROOT))) {
                        position = wordStart;
                        return text.substring(start, position);
                    }
                }
                else {
                    depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
                    position++;
                }
            }
            return text.substring(start);
        }

        private boolean accept(char expected)
        {
            if (position >= text.length() || text.charAt(position) != expected) {
                return false;
            }
            position++;
            return true;
        }

        private void skipBlanks()
        {
            while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
                position++;
            }
        }

        private boolean atEnd()
        {
            skipBlanks();
            return position >= text.length();
        }

        void requireEnd()
        {
            if (!atEnd()) {
                throw wrong("unexpected '" + text.substring(position) + "'");
            }
        }

        private static boolean isWordPart(char c)
        {
            return Character.isLetterOrDigit(c) || c == '_';
        }

        private TypeConversionException wrong(String problem)
        {
            return new TypeConversionException("'" + text + "': " + problem + " at character " + (position + 1));
        }
    }
}
