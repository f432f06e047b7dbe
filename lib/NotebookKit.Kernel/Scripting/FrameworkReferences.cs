using Microsoft.CodeAnalysis;

namespace NotebookKit.Kernel.Scripting;

/// <summary>The assemblies of the running .NET, for cells to compile against.</summary>
/// <remarks>Only the shared framework: what lies beside this program is a cell's own business (<c>#r</c>).</remarks>
internal static class FrameworkReferences
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Found = new(Find);

    public static IReadOnlyList<MetadataReference> All => Found.Value;

    private static List<MetadataReference> Find()
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var all = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return [.. all.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder && !Path.GetFileName(path).StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}
