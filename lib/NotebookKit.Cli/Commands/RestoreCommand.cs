using System.CommandLine;
using NotebookKit.Hosts;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit restore</c>: undoes what a killed live capture left on the host.</summary>
internal static class RestoreCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "restore";

    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be undone, and do nothing." };
        var journal = new Option<string?>("--journal")
        {
            Description = $"The folder of the journals (LiveOptions.JournalFolder). Default: {Journal.DefaultFolder}.",
        };
        var command = new Command(
            Name,
            "Undoes what a live capture left on this host when it was killed: kernel settings, processes, mounts, volumes."
        )
        {
            dryRun,
            journal,
        };
        command.SetAction(parsed => Run(parsed.GetValue(journal), parsed.GetValue(dryRun)));
        return command.WithExamples(
            ("notebookkit restore --dry-run", "Says what is left to undo."),
            ("sudo notebookkit restore", "Undoes it, the latest change first. What a running capture changed is left to it.")
        );
    }

    private static int Run(string? journal, bool dryRun)
    {
        IReadOnlyList<Restored> all;
        try
        {
            all = Restore.All(journal, dryRun);
        }
        catch (RecordingException fault)
        {
            StandardStreams.Complain(fault.Message);
            return ExitCode.Failed;
        }

        foreach (Restored one in all)
        {
            string mark = one switch
            {
                { Done: true } => "done ",
                { Done: null } => "would undo",
                { IsLeftAlone: true } => "LEFT",
                _ => "FAILED",
            };
            bool isPlain = one.Detail is "done" or "not done: dry run";
            Console.Out.WriteLine(TerminalText.OneLine($"{mark, -10}  {one.What}{(isPlain ? "" : ": " + one.Detail)}"));
        }

        if (all.Count == 0)
        {
            Console.Out.WriteLine(
                TerminalText.OneLine(
                    $"Nothing is left to undo ({journal ?? Journal.DefaultFolder}{(journal is null || Directory.Exists(journal) ? "" : ": there is no such folder")})."
                )
            );
        }

        return all.Any(one => one.Done == false) ? ExitCode.Failed : ExitCode.Done;
    }
}
