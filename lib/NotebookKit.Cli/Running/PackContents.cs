using System.IO.Compression;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>What a pack whose files are those of its manifest says of itself, held
/// against what is in it: who seals one anew may have changed that.</summary>
internal sealed class PackContents
{
    private readonly List<string> _faults = [];

    private PackContents() { }

    /// <summary>What is wrong, one sentence each; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What could not be held against anything; null where all could.</summary>
    public string? Note { get; private set; }

    /// <summary>Looks at the notebooks, pages and recordings of a pack, and leaves the recordings in a folder.</summary>
    /// <param name="zip">The pack.</param>
    /// <param name="check">What was found of its files: no fault.</param>
    /// <param name="folder">A folder of its own, where the recordings are unpacked.</param>
    /// <param name="mostBytes">How much is read of a recording.</param>
    public static PackContents Of(ZipArchive zip, PackCheck check, string folder, long mostBytes)
    {
        var contents = new PackContents();
        contents.Notebooks(zip, check);
        UnpackedCase.Recordings(zip, folder);
        contents.Recordings(folder, mostBytes);
        return contents;
    }

    private void Notebooks(ZipArchive zip, PackCheck check)
    {
        bool isRedacted = check.Manifest!.ContainsKey("redaction");
        var notebooks = new List<NotebookDocument>();
        foreach (JsonObject record in PackedNotebooks.Records(check))
        {
            string name = JupyterJson.Text(record["notebook"])!;
            try
            {
                NotebookDocument notebook = PackedNotebooks.Read(zip, name, name);
                notebooks.Add(notebook);
                string? fault =
                    PackedNotebooks.Stale(notebook)
                    ?? PackedNotebooks.OtherRun(notebook, record, isRedacted)
                    ?? PackedNotebooks.OtherSeal(zip, notebook, record);
                if (fault is not null)
                {
                    _faults.Add($"{name}: {fault}");
                }
            }
            catch (NotebookFormatException error)
            {
                _faults.Add($"{name}: {error.Message}");
            }
        }

        // Pages are drawn only of notebooks that are as the manifest says.
        if (_faults.Count == 0)
        {
            Pages([.. PackedPages.Others(zip, notebooks)], JupyterJson.Text(check.Manifest["product"]));
        }
    }

    // Another program draws other pages of the same notebooks, so of its pages only the seal tells.
    private void Pages(string[] others, string? product)
    {
        if (others.Length > 0 && product != PackManifest.Product)
        {
            Note =
                $"note: its pages are by {product ?? "a program that is not named"}, and this is {PackManifest.Product}, "
                + "whose pages of its notebooks are others: those in it are held by the seal alone";
            return;
        }

        _faults.AddRange(others);
    }

    // A recording has a seal of its own, made where it was recorded: who seals a pack anew has not made that one.
    private void Recordings(string folder, long mostBytes)
    {
        foreach (string place in PackedRecordings.In(folder))
        {
            try
            {
                var recording = Recording.OpenToVerify(Path.Combine(folder, place));
                _faults.AddRange(
                    recording.Verify(mostBytes).Concat(recording.NotSealed()).Select(fault => $"{place} is not as it was recorded: {fault}")
                );
            }
            catch (RecordingException damaged)
            {
                string words = damaged.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
                _faults.Add($"{place} cannot be read as a recording: {words}");
            }
        }
    }
}
