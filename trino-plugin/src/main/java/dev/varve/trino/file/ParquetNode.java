package dev.varve.trino.file;

import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node of the schema tree of a Parquet file, by the name that the writer gave it.
 *
 * <p>trino-parquet folds all names to lower case, and so cannot tell columns apart that differ in nothing else. It is therefore shown
 * the file under other names, {@link #alias}, which are the positions of the nodes in the footer.
 *
 * @param index position in the footer's list of schema elements, which is the tree in pre-order
 * @param leaf position among the leaves, which is the position of the column chunk in a row group; -1 for a group
 * @param definitionLevel of a present value
 */
record ParquetNode(SchemaElement element, int index, int leaf, List<String> path, int repetitionLevel, int definitionLevel, List<ParquetNode> children)
{
    /** Deeper than any table; what is deeper is a damaged footer. */
    private static final int MAX_DEPTH = 200;

    /** The root of the tree. */
    static ParquetNode parse(List<SchemaElement> elements)
            throws IOException
    {
        Parser parser = new Parser(elements);
        ParquetNode root = parser.next(List.of(), 0, 0);
        if (parser.position != elements.size() || root.element.isSetType()) {
            throw new IOException("the schema is not a tree");
        }
        return root;
    }

    String name()
    {
        return element.getName();
    }

    String alias()
    {
        return Integer.toString(index);
    }

    boolean isLeaf()
    {
        return leaf >= 0;
    }

    boolean isRequired()
    {
        return element.getRepetition_type() != FieldRepetitionType.OPTIONAL;
    }

    boolean isRepeated()
    {
        return element.getRepetition_type() == FieldRepetitionType.REPEATED;
    }

    /** The child of exactly that name. */
    Optional<ParquetNode> child(String name)
    {
        for (ParquetNode child : children) {
            if (child.name().equals(name)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    private static final class Parser
    {
        private final List<SchemaElement> elements;
        private int position;
        private int leaves;

        private Parser(List<SchemaElement> elements)
        {
            this.elements = elements;
        }

        private ParquetNode next(List<String> parentPath, int repetitionLevel, int definitionLevel)
                throws IOException
        {
            if (position >= elements.size() || parentPath.size() > MAX_DEPTH) {
                throw new IOException("the schema is not a tree");
            }
            int index = position++;
            SchemaElement element = elements.get(index);
            List<String> path = parentPath;
            if (index > 0) {
                if (element.getName() == null || element.getRepetition_type() == null) {
                    throw new IOException("a schema element has no name or repetition");
                }
                path = new ArrayList<>(parentPath);
                path.add(Integer.toString(index));
                switch (element.getRepetition_type()) {
                    case REQUIRED -> {}
                    case OPTIONAL -> definitionLevel++;
                    case REPEATED -> {
                        repetitionLevel++;
                        definitionLevel++;
                    }
                }
            }
            if (element.isSetType()) {
                return new ParquetNode(element, index, leaves++, path, repetitionLevel, definitionLevel, List.of());
            }
            List<ParquetNode> children = new ArrayList<>();
            for (int i = 0; i < element.getNum_children(); i++) {
                children.add(next(path, repetitionLevel, definitionLevel));
            }
            return new ParquetNode(element, index, -1, path, repetitionLevel, definitionLevel, children);
        }
    }
}
