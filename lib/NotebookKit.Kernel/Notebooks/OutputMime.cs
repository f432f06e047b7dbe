namespace NotebookKit.Kernel.Notebooks;

/// <summary>Mime types of outputs that are the kit's own.</summary>
internal static class OutputMime
{
    /// <summary>A drawing that stands in a page's own text: SVG, beside the picture that every viewer shows.</summary>
    public const string Drawing = "application/vnd.notebookkit.svg";
}
