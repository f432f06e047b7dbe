using System.CommandLine;
using NotebookKit.Cli.Running;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit run</c>: executes notebooks without any client and leaves records.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("NOTEBOOK|FOLDER") { Arity = ArgumentArity.OneOrMore, Description = "Notebooks (.ipynb), and folders of which every notebook is run." };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            HelpName = "NAME=VALUE",
            Description = "Another value for a variable of the cell tagged 'parameters'. Paths start at the notebook's folder. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        var output = new Option<string?>("--out", "-o") { HelpName = "DIR", Description = "The folder of the executed notebooks. [default: records/ in the repository, else in the current folder]" };
        var html = new Option<bool>("--html") { Description = "Write a page beside each executed notebook that needs nothing else, and an index.html." };
        var timeout = new Option<double?>("--timeout") { HelpName = "SECONDS", Description = "The longest that one cell may take. [default: no limit]" };
        var inPlace = new Option<bool>("--in-place") { Description = "Write the outputs into the notebooks themselves." };
        var command = new Command("run", "Executes notebooks top to bottom and writes each one, with its outputs and findings, into a folder of records.")
        {
            paths, parameters, output, html, timeout, inPlace,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(inPlace) && (result.GetValue(html) || result.GetValue(output) is not null))
            {
                result.AddError("--in-place writes into the notebooks themselves: it goes with neither --out nor --html");
            }

            if (result.GetValue(timeout) is { } seconds and not (> 0 and < 1e6))
            {
                result.AddError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--timeout {seconds}: expected seconds above 0"));
            }
        });
        command.SetAction(async parsed =>
        {
            string? folder = parsed.GetValue(inPlace) ? null : parsed.GetValue(output) ?? RecordFolder.Default();
            using var terminal = new Terminal();
            IRunDisplay display = terminal.Progress();
            List<NotebookItem> items = NotebookSelection.Read(parsed.GetValue(paths)!, folder, Note);
            items = ParameterChoice.Give(items, ParameterChoice.Read(parsed.GetValue(parameters)!), Note);
            TimeSpan? limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            return await new NotebookBatch(terminal, display, limit, parsed.GetValue(html) ? folder : null).RunAsync(items).ConfigureAwait(false);

            void Note(string line) => display.Say("note: " + line);
        });
        return command;
    }
}
