using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Tables;

internal static class NamedColumn
{
    public static DataFrameColumn Named(this DataFrameColumn column, string name)
    {
        DataFrameColumn copy = column.Clone();
        copy.SetName(name);
        return copy;
    }
}
