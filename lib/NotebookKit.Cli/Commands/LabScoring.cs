using System.CommandLine;
using NotebookKit.Cli.Running;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Pages;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab score</c>: one's own points, or those of a class.</summary>
internal static class LabScoring
{
    public static Command Create()
    {
        Option<string?> folder = LabCommand.FolderOption();
        var files = new Argument<string[]>("LAB.JSON")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Files of trainees. [default: your own]",
        };
        var key = new Option<string?>("--key")
        {
            HelpName = "KEY",
            Description = "The instructor's private key: grades all that was answered.",
        };
        var json = new Option<bool>("--json") { Description = "Write the scores as JSON (schema notebookkit.lab-score, version 1)." };
        var html = new Option<string?>("--html") { HelpName = "FILE", Description = "Write a page with who found what when." };
        var command = new Command(
            "score",
            "Says how many points there are. Without the instructor's key, a case counts what its answers open."
        )
        {
            files,
            folder,
            key,
            json,
            html,
        };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                LabFolder mine = LabCommand.Folder(parsed.GetValue(folder));
                string[] named = parsed.GetValue(files)!;
                if (mine.Exercises.Count == 0)
                {
                    mine =
                        named.Length > 0
                            ? LabStart.Source
                            : throw new UsageException($"{mine.Path} holds no exercise: `notebookkit lab start` begins");
                }

                using InstructorKey? instructor = parsed.GetValue(key) is { } path ? InstructorKey.LoadPrivate(path) : null;
                var report = new LabReport([
                    .. (named.Length > 0 ? named : [Path.Combine(mine.Path, "lab.json")]).Select(file =>
                        LabScore.OfFile(mine.Path, file, instructor)
                    ),
                ]);
                if (parsed.GetValue(html) is { } page)
                {
                    OutputPath.CheckKind(page, "page", PageFrame.Start);
                    ReplacedFile.Write(page, report.ToHtml());
                }

                if (parsed.GetValue(json))
                {
                    return LabCommand.Say(report.ToJson());
                }

                string[] more =
                    named.Length > 0
                        ? []
                        :
                        [
                            .. LabStart
                                .Source.Exercises.Where(id => id.StartsWith("case-", StringComparison.Ordinal))
                                .Except(mine.Exercises),
                        ];
                return LabCommand.Say(
                    report.ToText() + (more.Length > 0 ? $"not begun, and not counted here: {string.Join(", ", more)}" : "")
                );
            })
        );
        return command;
    }
}
