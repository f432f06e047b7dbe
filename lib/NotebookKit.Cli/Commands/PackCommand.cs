using System.CommandLine;
using System.IO.Compression;
using System.Text.Json.Nodes;
using NotebookKit.Cli.Running;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>record pack</c>, and <c>record verify</c> of what it made.</summary>
internal static class PackCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        var paths = new Argument<string[]>("NOTEBOOK|FOLDER")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Executed notebooks, folders of such, and cases.",
        };
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "CASE.zip",
            Description = "The file to write.",
            Required = true,
        };
        const string Does =
            "Packs executed notebooks, a page of each, and the recordings that they used into one file that can be proved. The same input gives the same bytes.";
        var pack = new Command("pack", Does) { paths, output };
        pack.SetAction(parsed => Pack(parsed.GetValue(paths)!, parsed.GetValue(output)!));
        return pack.WithExamples(
            ("notebookkit record pack records -o case.zip", "Packs every record of the folder. Note the seal it prints elsewhere."),
            (
                "notebookkit record verify case.zip --execute",
                "Proves it: hashes, order of the outputs, and a run again on the packed recordings."
            )
        );
    }

    /// <summary>Checks a pack.</summary>
    /// <returns>True where it is as packed and, run again, the same.</returns>
    public static bool Verify(string path, long mostBytes, bool execute)
    {
        PackCheck check = PackCheck.Of(path, mostBytes);
        using ZipArchive? zip = check.Manifest is null || check.Faults.Count > 0 ? null : ZipFile.OpenRead(path);
        DirectoryInfo folder = CommandFolder.New("notebookkit-pack-");
        try
        {
            PackContents? contents = zip is null ? null : PackContents.Of(zip, check, folder.FullName, mostBytes);
            IReadOnlyList<string> faults = contents?.Faults ?? check.Faults;
            foreach (string fault in faults.Take(MostShown))
            {
                Say("  " + fault);
            }

            string more = faults.Count > MostShown ? $" ({faults.Count - MostShown} more)" : "";
            Say(
                faults.Count == 0
                    ? $"{path}: intact, {check.Files} files; seal {check.Seal}"
                    : $"{path}: NOT as packed, {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}{more}"
            );
            if (zip is null)
            {
                return false;
            }

            if (contents!.Note is { } note)
            {
                Say($"{path}: {note}");
            }

            if (check.Manifest!["redaction"] is JsonObject redaction)
            {
                Say(
                    $"{path}: redacted: {JupyterJson.Text(redaction["by"])} ({redaction["words"]} words, {redaction["identifiers"]} identifiers); the verdict is the same for {redaction["recordingsWithTheSameVerdict"]} of {redaction["recordings"]} recordings"
                );
            }

            return (!execute || Execute(zip, check, folder.FullName).GetAwaiter().GetResult()) && faults.Count == 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> Execute(ZipArchive zip, PackCheck check, string folder)
    {
        string notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "notebooks"));
        if (!Directory.Exists(notebooks))
        {
            throw new UsageException($"--execute needs the repository: {notebooks} is not there, from where cells name the library");
        }

        var replay = new PackReplay(zip, folder) { Redacted = check.Manifest!.ContainsKey("redaction") };
        bool same = true;
        LeftUncompared left = default;
        foreach (JsonObject record in PackedNotebooks.Records(check))
        {
            PackReplay.Outcome outcome = await replay
                .RunAsync(record, notebooks, static _ => { }, CancellationToken.None)
                .ConfigureAwait(false);
            string name = JupyterJson.Text(record["notebook"])!;
            Say(
                $"  {name}: "
                    + (
                        outcome.NotReproducible is { } why ? $"not reproducible: {why}"
                        : outcome.Differences.Count == 0 ? "run again, the same"
                        : $"run again, {outcome.Differences.Count} {(outcome.Differences.Count == 1 ? "output differs" : "outputs differ")}"
                    )
            );
            foreach (string line in outcome.Differences.Take(MostShown))
            {
                Say("    " + line);
            }

            left += outcome.NotCompared;
            same &= outcome is { NotReproducible: null, Differences.Count: 0 };
        }

        if (left != default)
        {
            Say($"  not compared, since every run gives others: {left}");
        }

        return same;
    }

    private static int Pack(string[] paths, string output)
    {
        using ProcessSignals signals = EndBySignal.Watch();
        OutputPath.Check(output, paths);
        OutputPath.CheckPack(output);
        if (!Path.GetExtension(output).Equals(".zip", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"{output} would not be known as a pack: name it {Path.ChangeExtension(output, ".zip")}");
        }

        var pack = new CasePack();
        foreach (string path in paths)
        {
            bool isCase = CaseFolder.IsIn(path);
            foreach (string recording in isCase ? new CaseFolder(path).Recordings : [])
            {
                pack.AddRecording(recording, seal: null, path);
            }

            foreach (
                NotebookItem item in CaseNotebooks.In(path, Note) is { Length: > 0 } notebooks
                    ? NotebookSelection.ReadAll(notebooks, null, Note)
                    : []
            )
            {
                pack.AddRecord(item.Name.Replace(Path.DirectorySeparatorChar, '-'), item.Document.Source, Note);
            }
        }

        if (pack.Records == 0 && pack.Recordings == 0)
        {
            throw new UsageException("nothing to pack: no executed notebook is there");
        }

        string seal = pack.WriteTo(output);
        Say(
            $"{output}: {pack.Records} {(pack.Records == 1 ? "record" : "records")}, {pack.Recordings} {(pack.Recordings == 1 ? "recording" : "recordings")}; seal {seal}"
        );
        return ExitCode.Done;
    }

    private static void Note(string line) => StandardStreams.Complain("note: " + line);

    private static void Say(string line) => Console.Out.WriteLine(TerminalText.OneLine(line));
}
