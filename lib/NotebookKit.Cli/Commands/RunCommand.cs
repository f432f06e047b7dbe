using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NotebookKit.Cli.Running;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit run</c>: executes notebooks without any client and leaves records.</summary>
internal static class RunCommand
{
    // Each holds the recordings that it reads, some hundred MiB.
    private static int UsualJobs => Math.Min(Environment.ProcessorCount, 4);

    /// <summary>What is typed.</summary>
    public const string Name = "run";

    public static Command Create()
    {
        var paths = new Argument<string[]>("NOTEBOOK|FOLDER")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Notebooks (.ipynb), and folders of which every notebook is run.",
        };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            HelpName = "NAME=VALUE",
            Description =
                "Another value for a variable of the cell tagged 'parameters'. A path (data, path, against, capture, store) starts where you are; where nothing of that name is, at the notebook's folder. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The folder of the executed notebooks. [default: records/ in the repository, else in the current folder]",
        };
        var html = new Option<bool>("--html")
        {
            Description = "Write a page beside each executed notebook that needs nothing else, and an index.html.",
        };
        var timeout = new Option<TimeSpan?>("--timeout")
        {
            HelpName = "SECONDS",
            Description = "The longest that one cell may take. [default: no limit]",
            CustomParser = Seconds,
        };
        Option<string?> ask = Ask();
        var jobs = NumberOption.Of(
            "--jobs",
            1,
            64,
            "How many notebooks run at a time, of those that only read recordings (metadata.notebookkit.replays); any other has the host to itself. [default: one a processor, at most 4]"
        );
        var inPlace = new Option<bool>("--in-place") { Description = "Write the outputs into the notebooks themselves." };
        var command = new Command(
            Name,
            "Executes notebooks top to bottom and writes each one, with its outputs and findings, into a folder of records."
        )
        {
            paths,
            parameters,
            output,
            html,
            timeout,
            jobs,
            ask,
            inPlace,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(paths) is not { Length: > 0 })
            {
                result.AddError("what shall be run? Give notebooks (.ipynb) or folders that hold some");
            }
        });
        command.SetAction(async parsed =>
        {
            // Not a validator: one that asks for an option's value ends the program where that value is missing.
            if (parsed.GetValue(inPlace) && (parsed.GetValue(html) || parsed.GetValue(output) is not null))
            {
                throw new UsageException("--in-place writes into the notebooks themselves: it goes with neither --out nor --html");
            }

            string? folder = parsed.GetValue(inPlace) ? null : parsed.GetValue(output) ?? RecordFolder.Default();
            using var terminal = new Terminal();
            IRunDisplay display = terminal.Progress();
            List<NotebookItem> items = NotebookSelection.Read(parsed.GetValue(paths)!, folder, Note);
            items = ParameterChoice.Give(items, ParameterChoice.Read(parsed.GetValue(parameters)!), Note);
            items = GivenPlaces.From(items, Note);
            items = NamedRecordings.OfCases(items);
            NamedRecordings.Require(items);
            if (
                parsed.GetValue(html)
                && items.Find(item => Path.GetFullPath(item.Page) == Path.GetFullPath(Path.Combine(folder!, RecordPages.Index)))
                    is { } listed
            )
            {
                throw new UsageException(
                    $"the page of {listed.Document.Source} would be {listed.Page}, which lists the records: rename the notebook, or leave --html out"
                );
            }

            RecordFolder.Prepare(folder, items);
            return await new NotebookBatch(
                terminal,
                display,
                parsed.GetValue(timeout),
                parsed.GetValue(html) ? folder : null,
                parsed.GetValue(ask),
                parsed.GetValue(jobs) ?? UsualJobs
            )
                .RunAsync(items)
                .ConfigureAwait(false);

            void Note(string line) => display.Say("note: " + line);
        });
        return command.WithExamples(
            (
                "notebookkit run notebooks --html",
                "Runs every notebook of the folder and leaves records/NAME.ipynb, records/NAME.html and records/index.html."
            ),
            ("notebookkit run notebooks/04-btrace-merges.ipynb -p defect=my-capture", "Runs one notebook on another recording."),
            ("notebookkit run notebooks --in-place", "Brings the outputs of the notebooks themselves up to date, to be committed."),
            (
                "notebookkit run slow.ipynb --timeout 60 --out /tmp/records",
                "Ends a cell after a minute. Exit codes: 0 all passed, 1 a cell failed, 2 wrong usage, 130 stopped by Ctrl-C, 128 and its number by another signal."
            )
        );
    }

    /// <summary>Whom a record names for questions.</summary>
    public static Option<string?> Ask() =>
        new("--ask")
        {
            HelpName = "WHO",
            Description = "Whom the record names for questions: a name, a mail address. [default: where the recording says it comes from]",
        };

    // A point is a point whatever the culture of the host.
    private static TimeSpan? Seconds(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e6)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"--timeout {text}: expected seconds above 0");
        return null;
    }
}
