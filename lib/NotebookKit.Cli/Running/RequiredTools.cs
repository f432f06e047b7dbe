using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>
/// The programs that a notebook says it cannot do without: its metadata hold <c>"notebookkit": {"requires": ["git", …]}</c>.
/// </summary>
internal static class RequiredTools
{
    /// <summary>Those of them that are not on the path here.</summary>
    public static IReadOnlyList<string> Missing(NotebookDocument document) =>
        (document.Metadata["notebookkit"] as JsonObject)?["requires"] is JsonArray tools
            ? [.. tools.Select(JupyterJson.Text).OfType<string>().Where(tool => tool.Length > 0 && !IsHere(tool))]
            : [];

    private static bool IsHere(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, tool)));
}
