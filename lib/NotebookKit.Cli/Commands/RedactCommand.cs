using System.CommandLine;
using NotebookKit.Cli.Running;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;
using NotebookKit.Redaction;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>record redact</c>: a case without the names of the customer, and the check that none was left.</summary>
internal static class RedactCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        var paths = new Argument<string[]>("CASE|CASE.zip|NOTEBOOK|FOLDER")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Cases, packs of `record pack`, recordings, executed notebooks, folders of such.",
        };
        var output = new Option<string?>("--out", "-o") { HelpName = "REDACTED.zip", Description = "The pack to write." };
        var map = new Option<string?>("--map")
        {
            HelpName = "FILE",
            Description =
                "Where to write which name became which: for whoever redacts, not for whoever gets the pack. Not given: beside the pack, .map.json.",
        };
        var keep = new Option<string[]>("--keep")
        {
            HelpName = "NAME",
            Description = "A name that stays; may be given again.",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var verify = new Option<bool>("--verify")
        {
            Description =
                "Look through packs or folders for names that were left, by rules that know nothing of the map; exit 3 where one was.",
        };
        const string Does =
            "Replaces every name in a case by an invented one: all that is not of the kit's own vocabulary. The result is a pack that verifies and finds the same.";
        var redact = new Command("redact", Does) { paths, output, map, keep, verify };
        redact.SetAction(parsed =>
            parsed.GetValue(verify)
                ? VerifyAlone(parsed.GetValue(paths)!, parsed.GetValue(keep)!)
                : Redact(
                    parsed.GetValue(paths)!,
                    parsed.GetValue(output) ?? throw new UsageException("-o REDACTED.zip is missing: where the pack goes"),
                    parsed.GetValue(map),
                    parsed.GetValue(keep)!
                )
        );
        return redact.WithExamples(
            (
                "notebookkit record redact case.zip -o for-vendor.zip",
                "Hosts, users, processes, volumes, paths, serials, WWNs and addresses become invented ones; the map stays in for-vendor.zip.map.json."
            ),
            ("notebookkit record redact --verify for-vendor.zip", "Looks for what was left. Exit codes: 0 nothing, 3 something.")
        );
    }

    private static int Redact(string[] paths, string output, string? map, string[] keep)
    {
        string kept = map ?? output + ".map.json";
        OutputPath.Check(output, paths);
        OutputPath.Check(kept, [.. paths, output]);
        OutputPath.CheckPack(output);
        OutputPath.CheckKind(kept, "map", "{"u8);
        DirectoryInfo folder = CommandFolder.New("notebookkit-redact-");
        try
        {
            var redaction = new CaseRedaction(folder.FullName, keep);
            foreach (string path in paths)
            {
                Add(redaction, path);
            }

            CasePack pack = redaction.Redact(Note);
            if (pack.Records == 0 && pack.Recordings == 0)
            {
                throw new UsageException("nothing to redact: no executed notebook and no recording is there");
            }

            string seal = pack.WriteTo(output);
            WriteMap(kept, redaction.Map());
            Say(
                $"{output}: {pack.Records} {(pack.Records == 1 ? "record" : "records")}, {pack.Recordings} {(pack.Recordings == 1 ? "recording" : "recordings")}; {redaction.Redactor.Words.Count} words and {redaction.Redactor.Identifiers.Count} identifiers replaced; seal {seal}"
            );
            foreach (string line in (redaction.Statement["leftOut"]?.AsArray() ?? []).Select(line => JupyterJson.Text(line)!))
            {
                Say("  left out: " + line);
            }

            foreach (string line in redaction.Changed)
            {
                Say("  another verdict: " + line);
            }

            Say($"{kept}: which name became which; keep it, and send it with nothing");
            int left = Verify([output], keep);
            return left != ExitCode.Done ? left
                : redaction.Changed.Count > 0 ? ExitCode.Failed
                : ExitCode.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Add(CaseRedaction redaction, string path)
    {
        if (RecordFolders.IsPack(path))
        {
            redaction.AddPack(path, Recording.UsualBytes);
        }
        else if (Recording.IsIn(path))
        {
            redaction.AddRecording(path);
        }
        else
        {
            bool isCase = CaseFolder.IsIn(path);
            string[] recordings =
                !Directory.Exists(path) ? []
                : isCase ? [.. new CaseFolder(path).Recordings]
                : [.. Directory.GetDirectories(path).Where(Recording.IsIn).Order(StringComparer.Ordinal)];
            foreach (string recording in recordings)
            {
                redaction.AddRecording(recording);
            }

            if (!isCase && recordings.Length > 0)
            {
                return;
            }

            foreach (
                NotebookItem item in CaseNotebooks.In(path, Note) is { Length: > 0 } notebooks
                    ? NotebookSelection.ReadAll(notebooks, null, Note)
                    : []
            )
            {
                redaction.AddNotebook(item.Name.Replace(Path.DirectorySeparatorChar, '-'), item.Document.Source);
            }
        }
    }

    // Nothing is unpacked into files, so that nothing is to be removed; but half a look is no all-clear, and is said to be none.
    private static int VerifyAlone(string[] paths, string[] keep)
    {
        using ProcessSignals signals = EndBySignal.Watch("stopped before all was looked through: nothing is said of what was left");
        return Verify(paths, keep);
    }

    private static int Verify(string[] paths, string[] keep)
    {
        int code = ExitCode.Done;
        foreach (string path in paths)
        {
            if (!Path.Exists(path))
            {
                throw new UsageException($"{path}: there is no such file or folder.");
            }

            var check = new LeakCheck(path, keep);
            LeakScan scan = check.Scan;
            if (check.Files == 0 && scan.Leaks.Count == 0)
            {
                throw new UsageException($"{path} holds no file: there is nothing to look through");
            }

            string[] kept = check.Kept;
            foreach ((string leak, string place) in scan.Leaks.Take(MostShown))
            {
                Say($"  {leak}{(place.Length > 0 ? "   in " + place.TrimStart(':', ' ') : "")}");
            }

            string more = scan.Leaks.Count > MostShown ? $" ({scan.Leaks.Count - MostShown} more)" : "";
            Say(
                scan.Leaks.Count == 0
                    ? $"{path}: nothing left that names anybody{(kept.Length > 0 ? $", but what was kept on purpose: {string.Join(", ", kept.Distinct())}" : "")}"
                    : $"{path}: {scan.Leaks.Count} {(scan.Leaks.Count == 1 ? "name was" : "names were")} left{more}"
            );
            code = scan.Leaks.Count > 0 ? ExitCode.Left : code;
        }

        return code;
    }

    // Nobody else's to read.
    private static void WriteMap(string path, byte[] map) =>
        ReplacedFile.Write(path, file => file.Write(map), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static void Note(string line) => StandardStreams.Complain("note: " + line);

    private static void Say(string line)
    {
        EndBySignal.WaitWhereBegun();
        Console.Out.WriteLine(TerminalText.OneLine(line));
    }
}
