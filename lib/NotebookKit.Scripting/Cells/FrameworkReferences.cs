using System.Collections.Frozen;
using System.IO.MemoryMappedFiles;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace NotebookKit.Scripting.Cells;

/// <summary>The assemblies of the running .NET, for cells to compile against.</summary>
/// <remarks>Only the shared framework: what lies beside this program is a cell's own business (<c>#r</c>).</remarks>
internal static class FrameworkReferences
{
    private static readonly Lazy<FrozenDictionary<string, string>> Paths = new(FindPaths);
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Found = new(() => [.. Paths.Value.Values.Select(Map)]);

    // The mappings live as long as the process, as the framework itself does.
    private static readonly List<MemoryMappedViewAccessor> Mapped = [];

    public static IReadOnlyList<MetadataReference> All => Found.Value;

    /// <summary>True where the framework has an assembly of this name.</summary>
    public static bool Has(string name) => Paths.Value.ContainsKey(name);

    /// <summary>The file of a framework assembly; null where it has none of this name.</summary>
    public static string? PathOf(string name) => Paths.Value.GetValueOrDefault(name);

    /// <summary>The reference to a framework assembly; null where it has none of this name.</summary>
    public static PortableExecutableReference? Find(string name) =>
        PathOf(name) is { } path ? All.OfType<PortableExecutableReference>().FirstOrDefault(one => one.FilePath == path) : null;

    private static FrozenDictionary<string, string> FindPaths()
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var all = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return all.Split(Path.PathSeparator)
            .Where(path =>
                Path.GetDirectoryName(path) == folder
                && !Path.GetFileName(path).StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal)
            )
            .DistinctBy(Path.GetFileNameWithoutExtension)
            .ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    // Mapping reads only what the compiler looks at; reading all files costs a tenth of a second at each start.
    private static unsafe PortableExecutableReference Map(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Mapped.Add(view);
        using var reader = new PEReader(start, (int)new FileInfo(path).Length);
        PEMemoryBlock metadata = reader.GetMetadata();
        return AssemblyMetadata
            .Create(ModuleMetadata.CreateFromMetadata((nint)metadata.Pointer, metadata.Length))
            .GetReference(XmlDocumentation.OfFramework(path), filePath: path, display: path);
    }
}
