using System.CommandLine;
using NotebookKit.Cli.Running;
using Spectre.Console;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit investigate</c>: runs the notebook of a case and leaves it as the record of this investigation.</summary>
internal static class InvestigateCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "investigate";

    // A cell that failed leaves no verdict to trust, whatever stands above it.
    private const int CellFailed = 4;

    public static Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description =
                "A recording, a case, any folder or archive (tar, zip; gz, xz, zst) of captures, under whatever names, or one capture. - is standard input.",
        };
        var against = new Option<string?>("--against")
        {
            HelpName = "GOOD",
            Description = "The same host in better times, or another that does the same work well: adds what is other than there.",
        };
        var html = new Option<bool>("--html") { Description = "Write a page beside the notebook, which needs nothing else: mail it." };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description =
                "Where the executed notebook and the page go. [default: the case's own folders, else records/ in the repository or the current folder]",
        };
        Option<string?> ask = RunCommand.Ask();
        const string Says =
            "Runs the investigation notebook on a case and leaves the executed notebook: the verdict, what it rests on, and what is missing. "
            + "Exit: 0 healthy, 1 a cause is named, 3 no cause and no all-clear, 2 bad input, 4 a cell failed.";
        var command = new Command(Name, Says) { path, against, html, output, ask };
        command.SetAction(async parsed =>
            await RunAsync(
                    parsed.GetValue(path)!,
                    parsed.GetValue(against),
                    parsed.GetValue(html),
                    parsed.GetValue(output),
                    parsed.GetValue(ask)
                )
                .ConfigureAwait(false)
        );
        return command.WithExamples(
            ("notebookkit investigate customer.tar.xz --html", "From the mail to a page with the verdict."),
            ("notebookkit investigate slow --against good --html -o /tmp/pages", "With what is other than on a good day."),
            ("notebookkit investigate case --html", "A case keeps its notebooks and pages itself.")
        );
    }

    private static async Task<int> RunAsync(string path, string? against, bool html, string? output, string? ask)
    {
        var input = new GivenPath(path);
        GivenPath? good = against is null ? null : new GivenPath(against);
        if (path == StreamedSummary.StandardInput && against == StreamedSummary.StandardInput)
        {
            throw new UsageException("standard input holds one capture; name a file for the other");
        }

        var record = new InvestigationRecord(input, good, output);
        NotebookItem item = record.Item;
        RecordFolder.Prepare(Path.GetDirectoryName(item.Record), [item]);
        using var terminal = new Terminal();
        IRunDisplay display = terminal.Progress();
        var batch = new NotebookBatch(terminal, display, cellTimeout: null, pages: null, ask);
        int code = await batch.RunAsync([item]).ConfigureAwait(false);
        if (batch.Outcomes is not [{ Result.Cancelled: false } outcome])
        {
            return code;
        }

        if (record.Unreadable(outcome) is { } why)
        {
            File.Delete(item.Record);
            throw new UsageException(why);
        }

        if (html && outcome.Record == item.Record)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(record.Page)!);
            RecordPages.WritePage(item.Document, record.Page, name: null, display.Say);
            terminal.Output.WriteLine($"Page: {Scripting.Formatting.TerminalText.OneLine(record.Page)}");
        }

        return outcome.Result.Passed && outcome.Record is not null
            ? DiagnoseCommand.ExitOf(ShownVerdict.Of(item.Document) ?? DeviceState.Undecided)
            : CellFailed;
    }
}
