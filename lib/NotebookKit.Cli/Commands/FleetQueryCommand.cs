using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Fleet;
using NotebookKit.Kernel.Files;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit fleet query</c>: asks a store a question of the library, or runs SQL.</summary>
internal static class FleetQueryCommand
{
    private const int MostLetters = 200;
    private static readonly string[] Forms = ["text", "json", "csv", "parquet"];

    public static Command Create()
    {
        var question = new Argument<string?>("QUESTION|SQL")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A question by its name, or a statement. Without one, lists the questions.",
        };
        var values = new Option<string[]>("-p", "--parameter")
        {
            HelpName = "NAME=VALUE",
            DefaultValueFactory = _ => [],
            Description = "A question's parameter.",
        };
        var form = new Option<string>("--format")
        {
            DefaultValueFactory = _ => Forms[0],
            Description = "text, json, csv, or parquet with --out.",
        };
        form.AcceptOnlyFromAmong(Forms);
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "FILE",
            Description = "Where the rows go. [default: standard output]",
        };
        Option<string> store = FleetCommand.Store();
        var query = new Command("query", "Asks all recordings of a store.") { question, values, form, output, store };
        query.SetAction(parsed =>
            FleetCommand.Guarded(() =>
                parsed.GetValue(question) is { } asked
                    ? Run(
                        asked,
                        [.. parsed.GetValue(values)!.Select(Value)],
                        parsed.GetValue(form)!,
                        parsed.GetValue(output),
                        parsed.GetValue(store)!
                    )
                    : List()
            )
        );
        return query.WithExamples(
            ("notebookkit fleet query", "Lists the questions and their parameters."),
            ("notebookkit fleet query host -p host=web01", "What became of one host."),
            ("notebookkit fleet query fail-slow --format json", "For a program.")
        );
    }

    private static int List()
    {
        foreach (FleetQuery query in FleetQuery.All)
        {
            LabCommand.Say($"{query.Name, -14}{query.Title}");
            foreach (FleetParameter parameter in query.Parameters)
            {
                LabCommand.Say(FormattableString.Invariant($"{"", -14}-p {parameter.Name}={parameter.Initial}: {parameter.Meaning}"));
            }
        }

        return ExitCode.Done;
    }

    private static int Run(string asked, (string Name, object Value)[] values, string form, string? output, string address)
    {
        bool named = FleetQuery.All.Any(query => query.Name == asked);
        if (!named && !asked.Any(char.IsWhiteSpace))
        {
            throw new UsageException(
                $"there is no question \"{asked}\": {string.Join(", ", FleetQuery.All.Select(query => query.Name))}; or give a statement of SQL"
            );
        }

        using FleetStore store = FleetStore.Open(address);
        DataFrame rows = named ? store.Ask(asked, values) : store.Query(asked);
        if (form == "parquet")
        {
            ReplacedFile.Write(output ?? throw new UsageException("Parquet is a file: name it with --out"), rows.ToParquet);
            return ExitCode.Done;
        }

        if (form == "text")
        {
            Clip(rows);
        }

        string text = form switch
        {
            "json" => FrameRows.Json(rows),
            "csv" => FrameRows.Csv(rows),
            _ => TerminalText.Lines(rows.ToText()) + "\n",
        };
        if (output is null)
        {
            StreamedSummary.Print(json: false, text);
        }
        else
        {
            ReplacedFile.Write(output, text);
        }

        return ExitCode.Done;
    }

    // One long value would push all others off the screen; the other forms have it whole.
    private static void Clip(DataFrame rows)
    {
        foreach (DataFrameColumn column in rows.Columns)
        {
            for (long row = 0; column.DataType == typeof(string) && row < rows.Rows.Count; row++)
            {
                if (column[row] is string { Length: > MostLetters } text)
                {
                    column[row] = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{text.AsSpan(0, MostLetters)}… ({text.Length:#,0} letters)"
                    );
                }
            }
        }
    }

    private static (string Name, object Value) Value(string given) =>
        given.IndexOf('=', StringComparison.Ordinal) is > 0 and int at
            ? (given[..at], given[(at + 1)..])
            : throw new UsageException($"\"{given}\" is no parameter: NAME=VALUE");
}
