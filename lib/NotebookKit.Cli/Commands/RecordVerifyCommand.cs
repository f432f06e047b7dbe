using System.CommandLine;
using System.Globalization;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record verify</c>: whether a recording is as it was sealed.</summary>
internal static class RecordVerifyCommand
{
    private const long GiB = 1L << 30;
    private const int MostShown = 20;

    /// <summary>Makes the command.</summary>
    /// <param name="verifyPack">Checks a pack: its path, how much is read of it, whether
    /// it is run again; null where packs are not known.</param>
    public static Command Create(Func<string, long, bool, bool>? verifyPack = null)
    {
        Argument<string[]> folders = RecordFolders.Argument(verifyPack is not null);
        var limit = NumberOption.Of(
            "--limit",
            1,
            int.MaxValue,
            string.Create(
                CultureInfo.InvariantCulture,
                $"How many GiB are read of one recording at most; what goes beyond is called not checked. [default: {Recording.UsualBytes / GiB}]"
            )
        );
        const string Does = "Checks the seal of recording.json and the size and SHA-256 of every recorded file, offline";
        if (verifyPack is null)
        {
            var alone = new Command("verify", Does + "; runs nothing.") { folders, limit };
            alone.SetAction(parsed =>
                RecordFolders.ForEach(parsed.GetValue(folders)!, folder => VerifyOne(folder, Limit(parsed.GetValue(limit))))
            );
            return WithExamples(alone);
        }

        var execute = new Option<bool>("--execute")
        {
            Description =
                "Run the notebooks of a pack again on its recordings, and compare every table and number. Runs somebody else's code with your rights.",
        };
        var verify = new Command("verify", Does + "; of a pack its seal and every file of it. Runs nothing, but with --execute.")
        {
            folders,
            limit,
            execute,
        };
        verify.SetAction(parsed =>
            RecordFolders.ForEach(
                parsed.GetValue(folders)!,
                path =>
                    RecordFolders.IsPack(path)
                        ? verifyPack(path, Limit(parsed.GetValue(limit)), parsed.GetValue(execute))
                        : VerifyOne(path, Limit(parsed.GetValue(limit))),
                takesPacks: true
            )
        );
        return WithExamples(verify);
    }

    private static long Limit(int? asked) => asked is { } gibibytes ? gibibytes * GiB : Recording.UsualBytes;

    private static Command WithExamples(Command verify)
    {
        return verify.WithExamples(
            (
                "notebookkit record verify data/standard",
                "Checks one recording. The seal it prints, noted elsewhere, tells later whether a new one was made."
            ),
            (
                "notebookkit record verify data",
                "Checks every recording in a folder. Exit codes: 0 all sealed and intact, 1 one is changed or not sealed."
            )
        );
    }

    private static bool VerifyOne(string folder, long mostBytes)
    {
        Recording recording = Recording.OpenToVerify(folder);
        IReadOnlyList<string> faults = recording.Verify(mostBytes);
        IReadOnlyList<string> notSealed = recording.NotSealed();
        foreach (string line in faults.Concat(notSealed.Take(MostShown)))
        {
            Console.Out.WriteLine("  " + TerminalText.OneLine(line));
        }

        string more = notSealed.Count > MostShown ? $" ({notSealed.Count - MostShown} more of them)" : "";
        string stopped =
            recording.Unfinished.Count == 0
                ? ""
                : $"; the recorder ended during {string.Join(", ", recording.Unfinished.Select(step => step.Name))}, whose files are not sealed{more}";
        string held = $"{recording.Steps.Count} steps, {recording.Files.Count} files{stopped}";
        Console.Out.WriteLine(
            TerminalText.OneLine(
                $"{folder}: "
                    + (faults.Count, recording.Seal) switch
                    {
                        (0, _) => $"intact, {held}; seal {recording.Seal}",
                        (1, null) => $"not sealed, {held}",
                        _ => $"NOT as recorded, {faults.Count} fault{(faults.Count == 1 ? "" : "s")} in {held}",
                    }
            )
        );
        return faults.Count == 0;
    }
}
