using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKit.Scripting.Cells;

/// <summary>Cells that were compiled in an earlier run and would be compiled to the same again.</summary>
/// <remarks>
/// A cell is named by all texts before it and its own, by this engine, the compiler and the framework. The files that it was compiled
/// against are noted with it, with their lengths and times: where one of them is another by now, the cell is compiled again. Cells with
/// <c>#load</c>, and all that stand on one, are never kept: what they are made of is not in their text.
/// </remarks>
/// <param name="store">Where they are kept.</param>
/// <param name="resolver">Finds what cells refer to.</param>
internal sealed partial class KeptCells(ICellStore store, CellReferenceResolver resolver)
{
    private const byte Form = 2;
    private static readonly string Engine = string.Join(
        '\n',
        new[] { typeof(KeptCells), typeof(CSharpCompilation), typeof(Compilation), typeof(object) }
            .Select(type => type.Assembly.ManifestModule.ModuleVersionId.ToString())
            .Append(typeof(object).Assembly.Location)
    );

    /// <summary>The name of what the first cell of a folder stands on.</summary>
    public static string First(string folder) => Hash(Engine + "\n" + folder);

    /// <summary>The name of a cell; null where its text does not tell all.</summary>
    public static string? KeyOf(CompilerState standing, string code, string file)
    {
        if (standing.Previous.Key is not { } before || Load.IsMatch(code))
        {
            return null;
        }

        IEnumerable<string> added = standing.Added.Select(one =>
            one is PortableExecutableReference { FilePath: { } path } ? FileStamp.Of(path).ToString() : ""
        );
        return Hash(string.Join('\n', [before, standing.Number.ToString(CultureInfo.InvariantCulture), file, .. added, code]));
    }

    /// <summary>The name of what a cell leaves, for those that stand on it: with the files that its references led to.</summary>
    public string? After(string? key, IReadOnlyList<string> references) =>
        key is null || references.Count == 0
            ? key
            : Hash(string.Join('\n', references.Select(path => resolver.StampOf(path).ToString()).Prepend(key)));

    /// <summary>The cell, where it was kept and what it was compiled against is the same.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="standing">What it stands on.</param>
    /// <param name="namesFiles">True where a cell that names files is wanted too.</param>
    /// <param name="compilation">Makes its compilation, of its text with or without the questions of <see cref="CellStop"/>.</param>
    public CompiledCell? Find(
        string key,
        CompilerState standing,
        bool namesFiles,
        Func<CSharpCompilation, bool, CSharpCompilation> compilation
    )
    {
        if (store.Find(key) is not { } bytes)
        {
            return null;
        }

        try
        {
            return Read(bytes, key, standing, namesFiles, compilation);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or FormatException or InvalidDataException)
        {
            return null; // not of this form, whatever its digest says: it is compiled again
        }
    }

    private CompiledCell? Read(
        byte[] bytes,
        string key,
        CompilerState standing,
        bool namesFiles,
        Func<CSharpCompilation, bool, CSharpCompilation> compilation
    )
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadByte() != Form)
        {
            return null;
        }

        FileStamp[] files = Items(
            reader,
            () => new FileStamp(reader.ReadString(), reader.ReadInt64(), reader.ReadUInt64(), reader.ReadInt64())
        );
        (string Named, string Path)[] named = Items(reader, () => (reader.ReadString(), reader.ReadString()));
        if (
            (named.Length > 0 && !namesFiles)
            || !Array.TrueForAll(files, file => FileStamp.Of(file.Path) == file)
            || !Array.TrueForAll(named, one => resolver.PathOf(one.Named) == one.Path)
        )
        {
            return null;
        }

        bool stoppable = reader.ReadBoolean();
        bool lone = reader.ReadBoolean();
        string[] entry = Items(reader, reader.ReadString);
        bool hasValue = reader.ReadBoolean();
        string[] references = Items(reader, reader.ReadString);
        return new CompiledCell
        {
            Submission = new Submission(standing.Previous, After(key, references), previous => compilation(previous!, stoppable)),
            Lone = lone,
            Entry = entry is [var type, var method] ? (type, method) : null,
            HasValue = hasValue,
            References = references,
            Shows = Items(reader, reader.ReadString),
            Image = new MemoryStream(reader.ReadBytes(reader.ReadInt32())),
            Symbols = new MemoryStream(reader.ReadBytes(reader.ReadInt32())),
        };
    }

    /// <summary>Keeps a cell that compiled.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="stoppable">True where its text has the questions of <see cref="CellStop"/>.</param>
    public void Keep(string key, CompiledCell cell, bool stoppable)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Form);
        Write(
            writer,
            resolver.Files,
            file =>
            {
                writer.Write(file.Path);
                writer.Write(file.Length);
                writer.Write(file.Inode);
                writer.Write(file.ChangedNs);
            }
        );
        IEnumerable<string> named = cell
            .Submission.Compilation.SyntaxTrees.SelectMany(tree => tree.GetCompilationUnitRoot().GetReferenceDirectives())
            .Select(one => one.File.ValueText);
        Write(
            writer,
            named.Select(one => (Named: one, Path: resolver.PathOf(one) ?? "")),
            one =>
            {
                writer.Write(one.Named);
                writer.Write(one.Path);
            }
        );
        writer.Write(stoppable);
        writer.Write(cell.Lone);
        Write<string>(writer, cell.Entry is var (type, method) ? [type, method] : [], writer.Write);
        writer.Write(cell.HasValue);
        Write<string>(writer, cell.References, writer.Write);
        Write<string>(writer, cell.Shows, writer.Write);
        Write(writer, cell.Image!);
        Write(writer, cell.Symbols);
        store.Keep(key, bytes.ToArray());
    }

    // Spaces may stand between the two.
    [GeneratedRegex(@"#\s*load\b", RegexOptions.CultureInvariant)]
    private static partial Regex Load { get; }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static T[] Items<T>(BinaryReader reader, Func<T> read)
    {
        int count = reader.ReadInt32();
        return count >= 0 && count <= reader.BaseStream.Length
            ? [.. Enumerable.Range(0, count).Select(_ => read())]
            : throw new InvalidDataException();
    }

    private static void Write<T>(BinaryWriter writer, IEnumerable<T> items, Action<T> write)
    {
        T[] all = [.. items];
        writer.Write(all.Length);
        Array.ForEach(all, write);
    }

    private static void Write(BinaryWriter writer, MemoryStream bytes)
    {
        writer.Write((int)bytes.Length);
        writer.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
