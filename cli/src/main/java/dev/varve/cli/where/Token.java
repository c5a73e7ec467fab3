package dev.varve.cli.where;

import dev.varve.error.VarveException;

import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * A word, value or sign of a condition.
 *
 * @param text without quotes
 * @param position of its first character, from 1
 */
record Token(Kind kind, String text, int position)
{
    enum Kind
    {
        /** A keyword, or the name of a column. */
        WORD,
        /** The name of a column in quotes or back quotes. */
        NAME,
        TEXT,
        NUMBER,
        SIGN,
        END,
    }

    private static final List<String> SIGNS = List.of("<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", ",");

    Token
    {
        requireNonNull(kind, "kind is null");
        requireNonNull(text, "text is null");
    }

    boolean is(String keywordOrSign)
    {
        return kind == Kind.WORD && text.equalsIgnoreCase(keywordOrSign) || kind == Kind.SIGN && text.equals(keywordOrSign);
    }

    /** The tokens of a condition, the last of which is the end. */
    static List<Token> all(String condition)
    {
        List<Token> tokens = new ArrayList<>();
        int position = 0;
        while (position < condition.length()) {
            char c = condition.charAt(position);
            if (Character.isWhitespace(c)) {
                position++;
                continue;
            }
            int end = switch (c) {
                case '\'', '"', '`' -> quoted(condition, position, tokens);
                default -> plain(condition, position, tokens);
            };
            position = end;
        }
        tokens.add(new Token(Kind.END, "the end", condition.length() + 1));
        return tokens;
    }

    private static int plain(String condition, int start, List<Token> tokens)
    {
        char first = condition.charAt(start);
        if (Character.isLetter(first) || first == '_') {
            int end = start;
            while (end < condition.length() && (Character.isLetterOrDigit(condition.charAt(end)) || condition.charAt(end) == '_')) {
                end++;
            }
            tokens.add(new Token(Kind.WORD, condition.substring(start, end), start + 1));
            return end;
        }
        if (Character.isDigit(first) || first == '-' || first == '+' || first == '.') {
            int end = start + 1;
            while (end < condition.length() && isNumberPart(condition, end)) {
                end++;
            }
            tokens.add(new Token(Kind.NUMBER, condition.substring(start, end), start + 1));
            return end;
        }
        for (String sign : SIGNS) {
            if (condition.startsWith(sign, start)) {
                tokens.add(new Token(Kind.SIGN, sign, start + 1));
                return start + sign.length();
            }
        }
        throw VarveException.invalid("'" + first + "' at character " + (start + 1) + " makes no sense in a condition");
    }

    private static boolean isNumberPart(String condition, int position)
    {
        char c = condition.charAt(position);
        char before = condition.charAt(position - 1);
        return Character.isLetterOrDigit(c) || c == '.' || (c == '-' || c == '+') && (before == 'e' || before == 'E');
    }

    /** Up to the closing quote; two of them are one that is part of the text. */
    private static int quoted(String condition, int start, List<Token> tokens)
    {
        char quote = condition.charAt(start);
        StringBuilder text = new StringBuilder();
        int position = start + 1;
        while (true) {
            int end = condition.indexOf(quote, position);
            if (end < 0) {
                throw VarveException.invalid("a closing " + quote + " is missing for the one at character " + (start + 1));
            }
            text.append(condition, position, end);
            position = end + 1;
            if (position >= condition.length() || condition.charAt(position) != quote) {
                tokens.add(new Token(quote == '\'' ? Kind.TEXT : Kind.NAME, text.toString(), start + 1));
                return position;
            }
            text.append(quote);
            position++;
        }
    }
}
