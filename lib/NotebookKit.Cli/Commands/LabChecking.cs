using System.CommandLine;
using System.Runtime.InteropServices;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab check</c> and <c>watch</c>: run an exercise's notebook and say what is right.</summary>
internal static class LabChecking
{
    // What went wrong with the notebook or the lab itself is not a wrong answer.
    private const int NotChecked = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command CreateCheck()
    {
        Option<string?> folder = LabCommand.FolderOption();
        Argument<string?> id = LabCommand.IdArgument();
        var noted = new Option<bool>("--as-noted") { Description = "Check what was noted, without running the notebook." };
        const string Says =
            "Runs the notebook of an exercise and says what is right. Exit: 0 all is right, 1 something is not yet, 2 wrong usage, 4 a cell failed, so that nothing was checked.";
        var command = new Command("check", Says) { id, folder, noted };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                LabFolder mine = LabCommand.Folder(parsed.GetValue(folder));
                return Check(mine, LabCommand.Meant(mine, parsed.GetValue(id)), parsed.GetValue(noted));
            })
        );
        return command;
    }

    public static Command CreateWatch()
    {
        Option<string?> folder = LabCommand.FolderOption();
        Argument<string?> id = LabCommand.IdArgument();
        var command = new Command(
            "watch",
            "Checks an exercise again each time its notebook is saved, and goes on to the next when it is right; Ctrl-C ends."
        )
        {
            id,
            folder,
        };
        command.SetAction(parsed => LabCommand.Guarded(() => Watch(LabCommand.Folder(parsed.GetValue(folder)), parsed.GetValue(id))));
        return command;
    }

    private static int Check(LabFolder folder, string id, bool asNoted)
    {
        folder.RequireReadable(id);
        if (!asNoted && folder.NotebookOf(id) is { } notebook && Run(notebook) is { } failure)
        {
            return LabCommand.Say($"{id}: not checked, cell {failure.Number} of {Path.GetFileName(notebook)} failed: {failure.Message}")
                + NotChecked;
        }

        (LabNote note, bool done) = folder.Check(id);
        LabCommand.Say(note.Text);
        if (!done)
        {
            return ExitCode.Failed;
        }

        return LabCommand.Say(
            folder.Next is { } next
                ? $"next: {next}; `notebookkit lab start` begins what you have not yet"
                : "That was the last exercise here. `notebookkit lab list` shows whether there are more, `notebookkit lab score` your points."
        );
    }

    private static int Watch(LabFolder folder, string? named)
    {
        string id = LabCommand.Meant(folder, named);
        string notebook = folder.NotebookOf(id) ?? throw new UsageException($"{folder.Path} has no notebook of {id}");
        using var stop = new ManualResetEventSlim();
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            context =>
            {
                context.Cancel = true;
                stop.Set();
            }
        );
        LabCommand.Say($"watching {Path.GetFileName(notebook)}; save it to check, Ctrl-C ends");
        DateTime seen = default;
        do
        {
            DateTime now = File.GetLastWriteTimeUtc(notebook);
            if (now == seen)
            {
                continue;
            }

            seen = now;
            int code = LabCommand.Guarded(() => Check(folder, id, asNoted: false));
            if (code == ExitCode.Done)
            {
                if (folder.Next is not { } next || folder.NotebookOf(next) is not { } following)
                {
                    return ExitCode.Done;
                }

                (id, notebook, seen) = (next, following, File.GetLastWriteTimeUtc(following));
                LabCommand.Say($"watching {Path.GetFileName(notebook)}");
            }
        } while (!stop.Wait(Pause));
        return ExitCode.Done;
    }

    /// <summary>Runs a notebook and leaves its file as it is: it may be open in an editor.</summary>
    public static CellFailure? Run(string notebook)
    {
        try
        {
            return NotebookRunner.RunAsync(NotebookDocument.Load(notebook), new RunOptions()).GetAwaiter().GetResult().Failure;
        }
        catch (NotebookFormatException fault)
        {
            throw new UsageException(fault.Message, fault);
        }
    }
}
