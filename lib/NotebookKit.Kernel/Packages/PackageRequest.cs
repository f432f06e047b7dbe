using System.Text.RegularExpressions;

namespace NotebookKit.Kernel.Packages;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">The version, as NuGet writes versions and ranges; <c>*</c> for the newest.</param>
internal sealed partial record PackageRequest(string Name, string Version)
{
    /// <returns>Null where the text is no name, or no name and version.</returns>
    public static PackageRequest? Parse(string text) =>
        Form().Match(text) is { Success: true } match
            ? new PackageRequest(match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value.Trim() : "*")
            : null;

    // The characters of ids and of versions and ranges alone: they go into a project file.
    [GeneratedRegex(@"^\s*([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(?:,\s*([0-9A-Za-z.*+\-\[\](), ]+?))?\s*$")]
    private static partial Regex Form();
}
