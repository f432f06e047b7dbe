using System.CommandLine;
using System.Globalization;
using NotebookKit.Cli.Running;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Running;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record export</c>: a record in the forms that others take.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("CASE|NOTEBOOK|FOLDER")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Executed notebooks, folders of such, cases, and packs of them (CASE.zip).",
        };
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The folder of what is written.",
            Required = true,
        };
        var markdown = new Option<bool>("--markdown")
        {
            Description = "Answer, host and findings as Markdown, the pictures beside it: for bug trackers.",
        };
        var html = new Option<bool>("--html") { Description = "The page." };
        var sru = new Option<bool>("--sru") { Description = "The text of a bug for a stable-release update, within 72 columns." };
        var parquet = new Option<bool>("--parquet")
        {
            Description =
                "The recordings used in a fleet's tables, by day and host, for `fleet add` and other engines; and the requests of every trace.",
        };
        var export = new Command("export", "Writes executed notebooks in forms that bug trackers and other programs take.")
        {
            paths,
            output,
            markdown,
            html,
            sru,
            parquet,
        };
        export.SetAction(async parsed =>
            await RunAsync(
                    parsed.GetValue(paths)!,
                    parsed.GetValue(output)!,
                    parsed.GetValue(markdown),
                    parsed.GetValue(html),
                    parsed.GetValue(sru),
                    parsed.GetValue(parquet)
                )
                .ConfigureAwait(false)
        );
        return export.WithExamples(
            (
                "notebookkit record export records -o for-the-bug --markdown --sru",
                "A text and pictures to attach, and the bug's own sections."
            )
        );
    }

    private static async Task<int> RunAsync(string[] paths, string output, bool markdown, bool html, bool sru, bool parquet)
    {
        if (!markdown && !html && !sru && !parquet)
        {
            throw new UsageException("say in which form: --markdown, --html, --sru or --parquet");
        }

        OutputPath.OutsideRecordings(output);
        if (File.Exists(output))
        {
            throw new UsageException($"{output} is a file: name a folder to export to");
        }

        Directory.CreateDirectory(output);
        DirectoryInfo unpacked = CommandFolder.New("notebookkit-export-");
        try
        {
            var from = new List<string>();
            foreach ((int number, string path) in paths.Index())
            {
                from.AddRange(
                    await FromAsync(path, Path.Combine(unpacked.FullName, number.ToString(CultureInfo.InvariantCulture)))
                        .ConfigureAwait(false)
                );
            }

            return Write(from, output, markdown, html, sru, parquet);
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    private static async Task<IEnumerable<string>> FromAsync(string path, string unpacked)
    {
        if (RecordFolders.IsPack(path))
        {
            string[] packed = [.. UnpackedCase.Notebooks(path, unpacked, Recording.UsualBytes).Select(notebook => notebook.File)];
            return packed.Length > 0
                ? packed
                : [await InvestigatedAsync(path, Path.Combine(unpacked, "recordings"), unpacked).ConfigureAwait(false)];
        }

        bool isCase = CaseFolder.IsIn(path);
        string notebooks = isCase ? new CaseFolder(path).NotebooksFolder : path;
        return (isCase || Recording.IsIn(path)) && !(Directory.Exists(notebooks) && Directory.EnumerateFiles(notebooks, "*.ipynb").Any())
            ? [await InvestigatedAsync(path, path, unpacked).ConfigureAwait(false)]
            : [notebooks];
    }

    // A case that nobody ran a notebook on: its verdict is that of `investigate`, whose
    // notebook is the kit's own and runs nothing of the case.
    private static async Task<string> InvestigatedAsync(string given, string path, string unpacked)
    {
        StandardStreams.Complain($"note: {TerminalText.OneLine(given)} holds no notebook, and is judged by `investigate`'s");
        string folder = Path.Combine(unpacked, "investigated");
        NotebookItem item = new InvestigationRecord(new GivenPath(path), null, folder).Item;
        Directory.CreateDirectory(folder);
        OpenedRecordings.Watch();
        RunResult result = await NotebookRunner
            .RunAsync(item.Document, new RunOptions { Parameters = item.Parameters }, CancellationToken.None)
            .ConfigureAwait(false);
        if (!result.Passed)
        {
            throw new UsageException($"{given} holds no notebook, and cannot be judged: {result.Failure?.Message}");
        }

        RecordStamp.Write(item.Document, item.Record, OpenedRecordings.Folders, null);
        item.Document.Save(item.Record);
        return item.Record;
    }

    private static int Write(List<string> from, string output, bool markdown, bool html, bool sru, bool parquet)
    {
        var exports = new List<(RecordExport Export, string Recordings)>();
        foreach (NotebookItem item in NotebookSelection.ReadAll(from, null, static line => StandardStreams.Complain("note: " + line)))
        {
            string own = Path.ChangeExtension(Path.GetFullPath(item.Document.Source), ".html");
            if (html && Path.GetDirectoryName(own) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) && File.Exists(own))
            {
                throw new UsageException($"{output} holds the page of {item.Name} that its run left: name another folder to export to");
            }

            var export = new RecordExport(item.Document, item.Name.Replace(Path.DirectorySeparatorChar, '-'), output);
            export.Check(markdown, html, sru);
            exports.Add((export, Path.GetDirectoryName(Path.GetFullPath(item.Document.Source))!));
        }

        foreach ((RecordExport export, string recordings) in exports)
        {
            string?[] written = [markdown ? export.ToMarkdown() : null, html ? export.Page() : null, sru ? export.ToSru() : null];
            foreach (string path in written.OfType<string>().Concat(parquet ? export.ToParquet(recordings) : []))
            {
                Console.Out.WriteLine(TerminalText.OneLine(path));
            }
        }

        return ExitCode.Done;
    }
}
