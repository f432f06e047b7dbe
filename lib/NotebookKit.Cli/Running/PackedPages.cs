using System.IO.Compression;
using System.Text;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Cli.Running;

/// <summary>The pages of a pack, made anew from its notebooks: a seal says that nobody
/// changed them since, not that they are of these notebooks.</summary>
internal static class PackedPages
{
    /// <summary>Where they lie in a pack.</summary>
    public const string Folder = "pages/";

    /// <summary>The page of a notebook.</summary>
    public static string Of(string notebook) => Folder + Path.GetFileNameWithoutExtension(notebook) + ".html";

    /// <summary>Looks for pages that are not those of their notebooks.</summary>
    /// <param name="zip">A pack that is as it was packed.</param>
    /// <param name="notebooks">Its notebooks, each called as in it.</param>
    /// <returns>A sentence for each, with the first line that differs.</returns>
    public static IEnumerable<string> Others(ZipArchive zip, IReadOnlyList<NotebookDocument> notebooks)
    {
        var pictures = new HashSet<string>(StringComparer.Ordinal);
        foreach (NotebookDocument notebook in notebooks)
        {
            string page = RecordPages.Page(notebook, static _ => { }, RecordPages.Index, path => Picture(zip, path, pictures));
            if (Difference(zip, Of(notebook.Source), page) is { } other)
            {
                yield return $"{Of(notebook.Source)} is not the page of {notebook.Source}: {other}";
            }
        }

        if (notebooks.Count > 0)
        {
            IEnumerable<(string Name, NotebookDocument)> listed = notebooks.Select(notebook =>
                (Path.GetFileNameWithoutExtension(notebook.Source), notebook)
            );
            string index = RecordPages.IndexOf(listed.OrderBy(one => one.Name, StringComparer.Ordinal), static _ => { });
            if (Difference(zip, Folder + RecordPages.Index, index) is { } other)
            {
                yield return $"{Folder}{RecordPages.Index} is not the list of these records: {other}";
            }
        }

        foreach (
            string file in zip
                .Entries.Select(entry => entry.FullName)
                .Where(file => PackedPictures.IsPlace(file) && !pictures.Contains(file))
        )
        {
            yield return $"{file} is shown by no notebook";
        }
    }

    private static byte[]? Picture(ZipArchive zip, string path, HashSet<string> seen)
    {
        if (PackedPictures.PlaceOf(path) is not { } place || zip.GetEntry(place) is not { } entry || entry.Length > LocalPicture.Largest)
        {
            return null;
        }

        seen.Add(place);
        var bytes = new MemoryStream();
        using Stream stream = entry.Open();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string? Difference(ZipArchive zip, string name, string made)
    {
        if (zip.GetEntry(name) is not { } entry)
        {
            return "it is not in the pack";
        }

        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        string packed = reader.ReadToEnd();
        if (packed == made)
        {
            return null;
        }

        const int Around = 40,
            Most = 80;
        int at = packed.AsSpan().CommonPrefixLength(made),
            line = packed.AsSpan(0, at).Count('\n') + 1,
            from = Math.Max(0, at - Around);
        string Part(string page) => page[from..Math.Min(page.Length, from + Most)].ReplaceLineEndings(" ");
        return $"line {line}: \"{Part(made)}\" expected, found \"{Part(packed)}\"";
    }
}
