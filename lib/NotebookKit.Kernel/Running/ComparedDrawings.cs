namespace NotebookKit.Kernel.Running;

/// <summary>What two runs' drawings, which pages show, are compared by.</summary>
public enum ComparedDrawings
{
    /// <summary>That one is there: another kernel may keep a picture alone.</summary>
    Presence,

    /// <summary>
    /// Each shape in order with how it is drawn, and where in its panel a mark of the data stands: names of other widths give panels other
    /// sizes. Of charts and flame graphs in other forms the values and the words.
    /// </summary>
    Marks,

    /// <summary>Every letter: one program drew both.</summary>
    Letters,
}
