using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NotebookKit.Scripting.Cells;

/// <summary>Finds what <c>#r</c> names: a file from the notebook's folder, or an assembly
/// of the framework; and what such files need.</summary>
internal sealed class CellReferenceResolver(string folder) : MetadataReferenceResolver
{
    // Sessions of one process read a library once, and share what the compiler found in it, as long as the file is the same.
    private static readonly Dictionary<string, (FileStamp Stamp, PortableExecutableReference Reference)> Read = new(StringComparer.Ordinal);

    private readonly Dictionary<string, (FileStamp Stamp, PortableExecutableReference Reference)> _known = new(StringComparer.Ordinal);

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The files that were found so far, apart from the framework's, as they were when they were read.</summary>
    public IReadOnlyList<FileStamp> Files
    {
        get
        {
            lock (_known)
            {
                return [.. _known.Values.Select(one => one.Stamp)];
            }
        }
    }

    /// <summary>A file as it was when it was read; where it was not read, as it is.</summary>
    public FileStamp StampOf(string path)
    {
        lock (_known)
        {
            return _known.TryGetValue(path, out var known) ? known.Stamp : FileStamp.Of(path);
        }
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        string path = Path.GetFullPath(reference, folder);
        return File.Exists(path) ? [Reference(path)]
            : FrameworkReferences.Find(FrameworkName(reference)) is { } framework ? [framework]
            : [];
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
        reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(reference)
            : reference.Split(',')[0];

    // A file is read once: the compiler takes two references to one file for two assemblies.
    public PortableExecutableReference Reference(string path)
    {
        lock (_known)
        {
            if (!_known.TryGetValue(path, out var known))
            {
                _known[path] = known = Shared(path);
            }

            return known.Reference;
        }
    }

    private static (FileStamp Stamp, PortableExecutableReference Reference) Shared(string path)
    {
        FileStamp now = FileStamp.Of(path);
        lock (Read)
        {
            if (!Read.TryGetValue(path, out var read) || read.Stamp != now)
            {
                Read[path] = read = (now, MetadataReference.CreateFromFile(path, documentation: XmlDocumentation.Beside(path)));
            }

            return read;
        }
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
