using System.CommandLine;
using NotebookKit.Cli.Running;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Pages;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>record diff</c>: what changed from one case to another.</summary>
internal static class RecordDiffCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("A")
        {
            Description = "What was before: a case, a pack, a recording (in a pack PACK.zip/recordings/NAME), any captures.",
        };
        var now = new Argument<string>("B") { Description = "What is now." };
        var page = new Option<string?>("--html") { HelpName = "FILE", Description = "Write it as a page too, what is the same included." };
        var diff = new Command(
            "diff",
            "Says what changed from one case to another: environment, settings, findings, figures. Exit: 0 nothing, 1 something, 2 bad input."
        )
        {
            before,
            now,
            page,
        };
        diff.SetAction(parsed => Run(parsed.GetValue(before)!, parsed.GetValue(now)!, parsed.GetValue(page)));
        return diff.WithExamples(
            ("notebookkit record diff last-incident this-incident", "What is other than last time, a line each."),
            ("notebookkit record diff data/standard data/snapshot-nomerges2 --html changed.html", "The same as a page, side by side.")
        );
    }

    private static int Run(string before, string now, string? page)
    {
        (before, now) = (Path.TrimEndingDirectorySeparator(before), Path.TrimEndingDirectorySeparator(now));
        OutputPath.Check(page, before, now, RecordDiff.InPack(before)?.Pack, RecordDiff.InPack(now)?.Pack);
        OutputPath.CheckKind(page, "page", PageFrame.Start);
        DirectoryInfo folder = CommandFolder.New("notebookkit-diff-");
        try
        {
            foreach (string path in new[] { before, now }.Where(path => !Path.Exists(path) && RecordDiff.InPack(path) is null))
            {
                throw new UsageException($"{path}: there is no such file or folder.");
            }

            foreach (
                string path in new[] { before, now }.Where(path =>
                    Path.GetExtension(path).Equals(".ipynb", StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                _ = WholeFile.Require(path);
            }

            RecordDiff diff = RecordDiff.Of(before, now, folder.FullName);
            foreach (string line in diff.ToText().TrimEnd('\n').Split('\n'))
            {
                Console.Out.WriteLine(TerminalText.OneLine(line));
            }

            if (page is not null)
            {
                ReplacedFile.Write(page, RecordDiffPage.Write(diff));
            }

            return diff.IsSame ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception fault) when (fault is CaptureFormatException or RecordingException)
        {
            // What was unpacked is named as it is called in its pack.
            string said = Unpacked(Unpacked(fault.Message, folder, RecordDiff.FolderOfA, before), folder, RecordDiff.FolderOfB, now);
            throw new UsageException(said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Unpacked(string words, DirectoryInfo folder, string part, string named) =>
        words.Replace(Path.Combine(folder.FullName, part), RecordDiff.InPack(named)?.Pack ?? named, StringComparison.Ordinal);
}
