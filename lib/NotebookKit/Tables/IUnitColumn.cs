namespace NotebookKit.Tables;

/// <summary>What the columns of this library carry beyond those of the package.</summary>
internal interface IUnitColumn
{
    /// <summary>The unit of the values; null where they have none.</summary>
    string? Unit { get; set; }

    /// <summary>The title of the table that the column comes from, so that it outlives the package's Filter and OrderBy, which know
    /// columns alone.</summary>
    FrameTitle? Title { get; set; }
}
