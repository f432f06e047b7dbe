using System.CommandLine;
using System.Globalization;
using NotebookKit.Cli.Running;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record export</c>: a record in the forms that others take.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("CASE|NOTEBOOK|FOLDER") { Arity = ArgumentArity.OneOrMore, Description = "Executed notebooks, folders of such, cases, and packs of them (CASE.zip)." };
        var output = new Option<string>("--out", "-o") { HelpName = "DIR", Description = "The folder of what is written.", Required = true };
        var markdown = new Option<bool>("--markdown") { Description = "Answer, host and findings as Markdown, the pictures beside it: for bug trackers." };
        var html = new Option<bool>("--html") { Description = "The page." };
        var sru = new Option<bool>("--sru") { Description = "The text of a bug for a stable-release update, within 72 columns." };
        var parquet = new Option<bool>("--parquet") { Description = "The requests of every trace of the recordings used, as Parquet." };
        var export = new Command("export", "Writes executed notebooks in forms that bug trackers and other programs take.") { paths, output, markdown, html, sru, parquet };
        export.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(output)!, parsed.GetValue(markdown), parsed.GetValue(html), parsed.GetValue(sru), parsed.GetValue(parquet)));
        return export.WithExamples(("notebookkit record export records -o for-the-bug --markdown --sru", "A text and pictures to attach, and the bug's own sections."));
    }

    private static int Run(string[] paths, string output, bool markdown, bool html, bool sru, bool parquet)
    {
        if (!markdown && !html && !sru && !parquet)
        {
            throw new UsageException("say in which form: --markdown, --html, --sru or --parquet");
        }

        Directory.CreateDirectory(output);
        DirectoryInfo unpacked = TemporaryFolder.New("notebookkit-export-");
        try
        {
            return Write([.. paths.SelectMany((path, number) => From(path, Path.Combine(unpacked.FullName, number.ToString(CultureInfo.InvariantCulture))))], output, markdown, html, sru, parquet);
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> From(string path, string unpacked) => CaseFolder.IsIn(path) ? [new CaseFolder(path).NotebooksFolder]
        : RecordFolders.IsPack(path) ? UnpackedCase.Notebooks(path, unpacked, Recording.UsualBytes).Select(notebook => notebook.File)
        : [path];

    private static int Write(string[] from, string output, bool markdown, bool html, bool sru, bool parquet)
    {
        foreach (NotebookItem item in NotebookSelection.ReadAll(from, null, static line => StandardStreams.Complain("note: " + line)))
        {
            var export = new RecordExport(item.Document, item.Name.Replace(Path.DirectorySeparatorChar, '-'), output);
            string?[] written = [markdown ? export.ToMarkdown() : null, html ? export.Page() : null, sru ? export.ToSru() : null];
            foreach (string path in written.OfType<string>().Concat(parquet ? export.ToParquet(Path.GetDirectoryName(Path.GetFullPath(item.Document.Source))!) : []))
            {
                Console.Out.WriteLine(TerminalText.OneLine(path));
            }
        }

        return ExitCode.Done;
    }
}
