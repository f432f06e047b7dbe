namespace NotebookKit.Kernel.Running;

/// <summary>What two runs' drawings, which pages show, are compared by.</summary>
public enum ComparedDrawings
{
    /// <summary>That one is there: another kernel may keep a picture alone.</summary>
    Presence,

    /// <summary>
    /// Each mark of each series: its kind, colours, text and where in its panel it stands. Where other names of other widths were put in, panels have other sizes; and of charts
    /// and flame graphs in other forms too only the values are compared.
    /// </summary>
    Marks,

    /// <summary>Every letter: one program drew both.</summary>
    Letters,
}
