using System.Globalization;
using NotebookKit.Scripting.Formatting;
using Spectre.Console;

namespace NotebookKit.Cli.Running;

/// <summary>Prints how each notebook ended, what it found and where its record is.</summary>
internal static class RunSummary
{
    public static void Write(
        IAnsiConsole console,
        IReadOnlyList<NotebookOutcome> outcomes,
        IReadOnlyList<NotebookItem> asked,
        string? pages
    )
    {
        foreach (NotebookOutcome outcome in outcomes)
        {
            WriteOne(console, outcome, pages is not null);
        }

        if (outcomes.Count < asked.Count)
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"Not run: {string.Join(", ", asked.Except(outcomes.Select(outcome => outcome.Item)).Select(item => TerminalText.OneLine(item.Name)))}"
            );
        }

        if (pages is not null && File.Exists(Path.Combine(pages, "index.html")))
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"Pages: {TerminalText.OneLine(Path.Combine(pages, "index.html"))}"
            );
        }

        int passed = outcomes.Count(outcome => outcome.Result.Passed);
        int findings = outcomes.Sum(outcome => outcome.Findings.Count());
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{passed} of {asked.Count} {(asked.Count == 1 ? "notebook" : "notebooks")} passed, {findings} {(findings == 1 ? "finding" : "findings")}"
        );
    }

    private static void WriteOne(IAnsiConsole console, NotebookOutcome outcome, bool html)
    {
        string word = RunWord.Of(outcome.Result);
        string colour = word switch
        {
            RunWord.Passed => "green",
            RunWord.Failed => "red",
            _ => "yellow",
        };
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[bold]{TerminalText.OneLine(outcome.Item.Name)}[/] [{colour}]{word}[/] ({outcome.Result.CellsRun} of {outcome.Result.CellCount} cells, {outcome.Result.Elapsed.TotalSeconds:0.0} s)"
        );
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"  {TerminalText.OneLine(html && outcome.Record == outcome.Item.Record ? outcome.Item.Page : outcome.Record ?? "its record is lost")}"
        );
        if (outcome.Result.Failure is { } failure)
        {
            string[] said = failure.Message.ReplaceLineEndings("\n").Split('\n'); // what went wrong, and what to do
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"  [red]cell {failure.Number} of {TerminalText.OneLine(outcome.Item.Document.Source)}[/]: {TerminalText.OneLine(said[0])}"
            );
            foreach (string line in said.Skip(1).Concat(failure.Details.SelectMany(one => one.ReplaceLineEndings("\n").Split('\n'))))
            {
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"    {TerminalText.OneLine(line)}");
            }
        }

        foreach (Finding finding in outcome.Findings)
        {
            WriteFinding(console, finding);
        }

        console.WriteLine();
    }

    private static void WriteFinding(IAnsiConsole console, Finding finding)
    {
        string colour =
            finding.Word == "good news"
                ? "green"
                : finding.Severity switch
                {
                    Severity.Critical => "red",
                    Severity.Warning => "yellow",
                    Severity.Notice => "blue",
                    _ => "grey",
                };
        string sure = FindingWords.Confidence(finding) is { } words ? $" ({words})" : "";
        var grid = new Grid()
            .AddColumn(
                new GridColumn
                {
                    NoWrap = true,
                    Width = 9,
                    Padding = new Padding(2, 0, 2, 0),
                }
            )
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        grid.AddRow(new Markup($"[{colour}]{finding.Word}[/]"), new Text(TerminalText.OneLine(finding.ToString()) + sure));
        console.Write(grid);
    }
}
