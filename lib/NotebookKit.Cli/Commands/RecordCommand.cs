using System.CommandLine;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record</c>: checks recordings.</summary>
internal static class RecordCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "record";

    public static Command Create()
    {
        var folders = new Argument<string[]>("DIR") { Arity = ArgumentArity.OneOrMore, Description = "A recording's folder, or a folder of such folders." };
        var verify = new Command("verify", "Checks the size and SHA-256 of every recorded file, offline; runs nothing.") { folders };
        verify.SetAction(parsed => Verify(parsed.GetValue(folders)!));
        verify.WithExamples(
            ("notebookkit record verify data/standard", "Checks one recording."),
            ("notebookkit record verify data", "Checks every recording in a folder."));
        return new Command(Name, "Looks after recordings.") { verify };
    }

    private static int Verify(string[] folders)
    {
        int code = ExitCode.Done;
        foreach (string folder in folders.SelectMany(Recordings))
        {
            code = Math.Max(code, VerifyOne(folder));
        }

        return code;
    }

    private static IEnumerable<string> Recordings(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"{folder}: there is no such folder.");
        }

        string[] inside = File.Exists(Path.Combine(folder, Recording.FileName)) ? []
            : [.. Directory.GetDirectories(folder).Where(one => File.Exists(Path.Combine(one, Recording.FileName))).Order(StringComparer.Ordinal)];
        return inside.Length > 0 ? inside : [folder];
    }

    private static int VerifyOne(string folder)
    {
        try
        {
            Recording recording = Recording.Open(folder);
            IReadOnlyList<string> faults = recording.Verify();
            foreach (string fault in faults)
            {
                Console.Out.WriteLine("  " + TerminalText.OneLine(fault));
            }

            string stopped = recording.Unfinished.Count == 0 ? ""
                : $"; the recorder ended during {string.Join(", ", recording.Unfinished.Select(step => step.Name))}, whose files are not sealed";
            Console.Out.WriteLine(TerminalText.OneLine(faults.Count == 0
                ? $"{folder}: intact, {recording.Steps.Count} steps, {recording.Files.Count} files{stopped}"
                : $"{folder}: NOT as recorded, {faults.Count} of {recording.Files.Count} files{stopped}"));
            return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        catch (RecordingException fault)
        {
            Console.Error.WriteLine("notebookkit: " + TerminalText.OneLine(fault.Message));
            return ExitCode.Failed;
        }
    }
}
