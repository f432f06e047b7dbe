using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NotebookKit.Scripting.Cells;

/// <summary>Finds what <c>#r</c> names: a file from the notebook's folder, or an assembly of the framework; and what such files need.</summary>
internal sealed class CellReferenceResolver(string folder) : MetadataReferenceResolver
{
    // Sessions of one process read a library once, and share what the compiler found in it, as long as the file is the same.
    private static readonly Dictionary<string, (long Length, DateTime Written, PortableExecutableReference Reference)> Read = new(StringComparer.Ordinal);

    private readonly Dictionary<string, PortableExecutableReference> _known = new(StringComparer.Ordinal);

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The files that were found so far, apart from the framework's.</summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            lock (_known)
            {
                return [.. _known.Keys];
            }
        }
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        string path = Path.GetFullPath(reference, folder);
        return File.Exists(path) ? [Reference(path)] : FrameworkReferences.Find(FrameworkName(reference)) is { } framework ? [framework] : [];
    }

    /// <summary>The file that <c>#r</c> finds; null for none.</summary>
    public string? PathOf(string reference)
    {
        string path = Path.GetFullPath(reference, folder);
        return File.Exists(path) ? path : FrameworkReferences.PathOf(FrameworkName(reference));
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        if (FrameworkReferences.Find(referenceIdentity.Name) is { } framework)
        {
            return framework;
        }

        // What this program itself stands on is in no signature that a cell could need, and reading it would hold up the first cell.
        if (ReferenceEquals(definition, CellCompiler.Own))
        {
            return null;
        }

        string? beside = definition is PortableExecutableReference { FilePath: { } file } ? Path.GetDirectoryName(file) : null;
        string path = Path.Combine(beside ?? folder, referenceIdentity.Name + ".dll");
        return beside is not null && File.Exists(path) ? Reference(path) : null;
    }

    private static string FrameworkName(string reference) =>
        reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(reference) : reference.Split(',')[0];

    // A file is read once: the compiler takes two references to one file for two assemblies.
    public PortableExecutableReference Reference(string path)
    {
        lock (_known)
        {
            if (!_known.TryGetValue(path, out PortableExecutableReference? reference))
            {
                _known[path] = reference = Shared(path);
            }

            return reference;
        }
    }

    private static PortableExecutableReference Shared(string path)
    {
        var file = new FileInfo(path);
        lock (Read)
        {
            if (!Read.TryGetValue(path, out var read) || read.Length != file.Length || read.Written != file.LastWriteTimeUtc)
            {
                Read[path] = read = (file.Length, file.LastWriteTimeUtc, MetadataReference.CreateFromFile(path, documentation: XmlDocumentation.Beside(path)));
            }

            return read.Reference;
        }
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
