namespace NotebookKit.Display;

/// <summary>The mime types in which a value of the library shows itself.</summary>
internal static class MimeTypes
{
    public const string Html = "text/html";

    public const string Text = "text/plain";

    public const string Markdown = "text/markdown";

    public const string Json = "application/json";

    /// <summary>A picture that VS Code and JupyterLab draw live.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>A picture that every viewer of notebooks shows; written as base64.</summary>
    public const string Png = "image/png";

    /// <summary>The drawing that a page of a record holds in its own text.</summary>
    /// <remarks>A type of its own: under <c>image/svg+xml</c> viewers that show SVG
    /// badly, or not at all, would take it before the PNG.</remarks>
    public const string Drawing = "application/vnd.notebookkit.svg";

    /// <summary>Findings, for programs that read the executed notebook.</summary>
    public const string Findings = "application/vnd.notebookkit.findings+json";

    /// <summary>A verdict, for programs that read the executed notebook.</summary>
    public const string Diagnosis = "application/vnd.notebookkit.diagnosis+json";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Html, Text, Markdown, Json, Plotly, Png, Drawing, Findings, Diagnosis];
}
