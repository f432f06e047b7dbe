using System.CommandLine;
using NotebookKit.Cli.Running;
using NotebookKit.Kernel.Pages;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit page</c>: makes pages of notebooks as they are, without running them.</summary>
internal static class PageCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "page";

    public static Command Create()
    {
        var paths = new Argument<string[]>("NOTEBOOK|FOLDER")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Notebooks (.ipynb) with outputs, whatever ran them, and folders of such.",
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The folder of the pages. [default: beside each notebook]",
        };
        var command = new Command(
            Name,
            "Makes a page of each notebook as it is, without running it: one HTML file that loads nothing, with no script but its own."
        )
        {
            paths,
            output,
        };
        command.SetAction(parsed =>
        {
            using var terminal = new Terminal();
            IRunDisplay display = terminal.Plain();
            string? folder = parsed.GetValue(output);
            foreach (NotebookItem item in NotebookSelection.ReadAll(parsed.GetValue(paths)!, folder, line => display.Say("note: " + line)))
            {
                OutputPath.CheckKind(item.Page, "page", PageFrame.Start);
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(item.Page))!);
                RecordPages.WritePage(item.Document, item.Page, name: null, display.Say);
                Console.Out.WriteLine(TerminalText.OneLine(item.Page));
            }
        });
        return command.WithExamples(
            ("notebookkit page notebooks/04-btrace-merges.ipynb", "Writes notebooks/04-btrace-merges.html from the committed outputs."),
            ("notebookkit page investigation.ipynb --out share", "Makes a page of a notebook that VS Code or Jupyter ran.")
        );
    }
}
