using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Files;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>A notebook file (.ipynb): read, changed, written back with everything else in it untouched.</summary>
/// <remarks>
/// nbformat 4.0 to 4.5 are read; 4.5 is written, which gives every cell an id. Ids that are there are kept, missing ones follow from
/// the cell's place and text, so that the same file always gets the same ids. Source: nbformat 4.5, <c>nbformat.v4.5.schema.json</c>.
/// </remarks>
public sealed class NotebookDocument
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private readonly JsonObject _json;
    private readonly List<NotebookCell> _cells = [];
    private (string Path, byte[] Hash)? _loaded;

    private NotebookDocument(JsonObject json, string source)
    {
        _json = json;
        Source = source;
        FullPath = Path.GetFullPath(source);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Source { get; }

    /// <summary>The file, from the root: while notebooks run the current folder is theirs.</summary>
    public string FullPath { get; }

    /// <summary>The cells, top to bottom.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The notebook's metadata.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (_json["metadata"] is not JsonObject metadata)
            {
                _json["metadata"] = metadata = [];
            }

            return metadata;
        }
    }

    /// <summary>The most bytes of a notebook that are read.</summary>
    public const long LongestFile = 64L << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="NotebookFormatException">The file is no notebook of nbformat 4; says where and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read, is a pipe or a device, or
    /// is longer than <see cref="LongestFile"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static NotebookDocument Load(string path)
    {
        try
        {
            byte[] bytes = RegularFile.Read(path, LongestFile);
            NotebookDocument document = Parse(bytes, path);
            document._loaded = (Path.GetFullPath(path), SHA256.HashData(bytes));
            return document;
        }
        catch (FileTooLargeException error)
        {
            throw new IOException($"{error.Message}: without its outputs it may be shorter (jupyter nbconvert --clear-output)", error);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="NotebookFormatException">The text is no notebook of nbformat 4; says where and what to do.</exception>
    public static NotebookDocument Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text), source);
    }

    private static NotebookDocument Parse(ReadOnlySpan<byte> utf8, string source)
    {
        utf8 = utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw new NotebookFormatException($"{source} line 1 column 1: the file is empty: expected a notebook (.ipynb)");
        }

        if (JupyterJson.Parse(utf8, source) is not JsonObject json)
        {
            throw new NotebookFormatException($"{source} line 1 column 1: expected a JSON object with the fields cells and nbformat");
        }

        if (json["nbformat"] is not JsonValue value || !value.TryGetValue(out int version))
        {
            throw new NotebookFormatException($"{source}: the field nbformat is missing or no whole number: this is JSON but no notebook");
        }

        if (version != 4)
        {
            throw new NotebookFormatException(
                $"{source}: nbformat {version} cannot be read, only 4; convert it with jupyter nbconvert --to notebook --nbformat 4"
            );
        }

        if (json["cells"] is not JsonArray cells)
        {
            throw new NotebookFormatException($"{source}: the field cells is missing or no list");
        }

        new NotebookFields(source).Check(json);
        var document = new NotebookDocument(json, source);
        for (int i = 0; i < cells.Count; i++)
        {
            document._cells.Add(new CellFields(source, i + 1).Read(cells[i]));
        }

        document.GiveIds();
        return document;
    }

    /// <summary>The notebook as text, written as Jupyter writes it.</summary>
    public string ToJson() => JupyterJson.Write(_json);

    /// <summary>Whether somebody wrote into the file since it was read: what was written
    /// would be lost by <see cref="Save"/> to it.</summary>
    /// <returns>False where the file is as it was, or gone; true also where it cannot be read any more.</returns>
    public bool HasNewSource()
    {
        if (_loaded is not var (path, hash) || !File.Exists(path))
        {
            return false;
        }

        try
        {
            return !SHA256.HashData(RegularFile.Read(path, LongestFile)).AsSpan().SequenceEqual(hash);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Writes the notebook; the file is replaced in one step, so that a crash never leaves half of it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public void Save(string path) => ReplacedFile.Write(path, ToJson());

    /// <summary>Puts a code cell behind another; a cell of the same first tag there is replaced.</summary>
    internal NotebookCell InsertCode(int index, string source, string tag)
    {
        var cells = (JsonArray)_json["cells"]!;
        if (index < _cells.Count && _cells[index].Tags.Contains(tag))
        {
            cells.RemoveAt(index);
            _cells.RemoveAt(index);
        }

        NotebookCell cell = NotebookCell.NewCode(tag, source, tag);
        cells.Insert(index, cell.Json);
        _cells.Insert(index, cell);
        return cell;
    }

    private void GiveIds()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        bool all = true;
        foreach (NotebookCell cell in _cells)
        {
            all &= cell.Json["id"] is JsonValue && taken.Add(cell.Id);
        }

        if (all)
        {
            return;
        }

        _json["nbformat_minor"] = 5;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < _cells.Count; i++)
        {
            NotebookCell cell = _cells[i];
            if (cell.Json["id"] is not JsonValue || !seen.Add(cell.Id))
            {
                byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{i}\n{cell.Kind}\n{cell.Source}"));
                string id = Convert.ToHexStringLower(hash)[..8];
                cell.Json["id"] = taken.Add(id) ? id : id + "-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                seen.Add(cell.Id);
            }
        }
    }
}
