namespace NotebookKit;

/// <summary>A result that has a table.</summary>
public interface ITabled
{
    /// <summary>The result as a table, with units, and a note that says what the numbers count and what was lost.</summary>
    ResultTable ToTable();
}
