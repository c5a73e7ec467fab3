package dev.varve.hms.thrift;

import io.trino.hive.thrift.metastore.GetTablesRequest;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

import java.util.List;

/**
 * Asks for tables of a database, but of each only for its name and the classes that read and write it. Metastores since Hive 4 find that with one query of
 * their database; older ones do not know the field and answer with whole tables. The generated classes do not know it either:
 * <pre>
 * struct GetTablesRequest { 1: string dbName, 2: list&lt;string&gt; tblNames, 7: GetProjectionsSpec projectionSpec }
 * struct GetProjectionsSpec { 1: list&lt;string&gt; fieldList }
 * </pre>
 */
final class FormatsRequest
        extends GetTablesRequest
{
    private static final List<String> FIELDS = List.of("dbName", "tableName", "tableType", "sd.inputFormat", "sd.outputFormat");

    FormatsRequest(String database, List<String> names)
    {
        super(database);
        setTblNames(names);
    }

    @Override
    public void write(TProtocol out)
            throws TException
    {
        out.writeStructBegin(new TStruct("GetTablesRequest"));
        out.writeFieldBegin(new TField("dbName", TType.STRING, (short) 1));
        out.writeString(getDbName());
        out.writeFieldEnd();
        writeTexts(out, "tblNames", 2, getTblNames());
        out.writeFieldBegin(new TField("projectionSpec", TType.STRUCT, (short) 7));
        out.writeStructBegin(new TStruct("GetProjectionsSpec"));
        writeTexts(out, "fieldList", 1, FIELDS);
        out.writeFieldStop();
        out.writeStructEnd();
        out.writeFieldEnd();
        out.writeFieldStop();
        out.writeStructEnd();
    }

    private static void writeTexts(TProtocol out, String field, int id, List<String> texts)
            throws TException
    {
        out.writeFieldBegin(new TField(field, TType.LIST, (short) id));
        out.writeListBegin(new TList(TType.STRING, texts.size()));
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeListEnd();
        out.writeFieldEnd();
    }
}
