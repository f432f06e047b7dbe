using System.CommandLine;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record</c>: checks recordings, and seals those that were edited on purpose.</summary>
internal static class RecordCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "record";

    private const long GiB = 1L << 30;
    private const int MostShown = 20;

    public static Command Create() => new(Name, "Looks after recordings.") { CreateVerify(), CreateSeal() };

    private static Command CreateVerify()
    {
        Argument<string[]> folders = Folders();
        var limit = new Option<int>("--limit")
        {
            HelpName = "GIB",
            DefaultValueFactory = _ => (int)(Recording.UsualBytes / GiB),
            Description = "How much is read of one recording at most; what goes beyond is called not checked.",
        };
        const string Does = "Checks the seal of recording.json and the size and SHA-256 of every recorded file, offline; runs nothing.";
        var verify = new Command("verify", Does) { folders, limit };
        verify.SetAction(parsed => ForEach(parsed.GetValue(folders)!, folder => VerifyOne(folder, parsed.GetValue(limit) * GiB)));
        return verify.WithExamples(
            ("notebookkit record verify data/standard", "Checks one recording. The seal it prints, noted elsewhere, tells later whether a new one was made."),
            ("notebookkit record verify data", "Checks every recording in a folder. Exit codes: 0 all sealed and intact, 1 one is changed or not sealed."));
    }

    private static Command CreateSeal()
    {
        Argument<string[]> folders = Folders();
        const string Does = "Seals recordings as they are now: those made before there were seals, or edited on purpose, such as by a label.";
        var seal = new Command("seal", Does) { folders };
        seal.SetAction(parsed => ForEach(parsed.GetValue(folders)!, SealOne));
        return seal.WithExamples(("notebookkit record seal my-capture", "Refused where a file is not what recording.json lists."));
    }

    private static Argument<string[]> Folders() => new("DIR")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "A recording's folder, or a folder of such folders.",
    };

    private static int ForEach(string[] folders, Func<string, bool> isRight)
    {
        int code = ExitCode.Done;
        foreach (string folder in folders.SelectMany(Recordings))
        {
            try
            {
                code = isRight(folder) ? code : ExitCode.Failed;
            }
            catch (Exception fault) when (fault is RecordingException or IOException or UnauthorizedAccessException)
            {
                StandardStreams.Complain(FaultText.Of(fault));
                code = ExitCode.Failed;
            }
        }

        return code;
    }

    private static IEnumerable<string> Recordings(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException(Path.Exists(folder) ? $"{folder} is no folder; a recording is one." : $"{folder}: there is no such folder.");
        }

        string[] inside = Recording.IsIn(folder) ? []
            : [.. Directory.GetDirectories(folder).Where(Recording.IsIn).Order(StringComparer.Ordinal)];
        return inside.Length > 0 ? inside : [folder];
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
        string stopped = recording.Unfinished.Count == 0 ? ""
            : $"; the recorder ended during {string.Join(", ", recording.Unfinished.Select(step => step.Name))}, whose files are not sealed{more}";
        string held = $"{recording.Steps.Count} steps, {recording.Files.Count} files{stopped}";
        Console.Out.WriteLine(TerminalText.OneLine($"{folder}: " + (faults.Count, recording.Seal) switch
        {
            (0, _) => $"intact, {held}; seal {recording.Seal}",
            (1, null) => $"not sealed, {held}",
            _ => $"NOT as recorded, {faults.Count} fault{(faults.Count == 1 ? "" : "s")} in {held}",
        }));
        return faults.Count == 0;
    }

    private static bool SealOne(string folder)
    {
        Recording recording = Recording.OpenToVerify(folder).SealAnew();
        Console.Out.WriteLine(TerminalText.OneLine($"{folder}: sealed, {recording.Steps.Count} steps, {recording.Files.Count} files; seal {recording.Seal}"));
        return true;
    }
}
