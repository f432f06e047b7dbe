using System.CommandLine;
using NotebookKit.Cases;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit import</c>: makes a case of any pile of captures.</summary>
internal static class ImportCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "import";

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Arity = ArgumentArity.OneOrMore,
            Description =
                "Any folder or archive (tar, zip; gz, xz, zst) of captures, under whatever names, an sosreport or supportconfig too; recordings; or captures themselves. - is standard input.",
        };
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "CASE",
            Required = true,
            Description = "The case's folder, which is made.",
        };
        const string Says =
            "Makes a case of any pile of captures: a folder with one recording for each host, and a line for each file: what it is, or why it was left.";
        var command = new Command(Name, Says) { paths, output };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(output)!));
        return command.WithExamples(
            ("notebookkit import customer.tar.xz -o case", "What somebody mailed; nothing is written outside of case."),
            (
                "notebookkit import sosreport-web01.tar.xz iostat.txt -o case",
                "Pieces that tell the same host make one recording; another host, or what tells of none, makes its own."
            ),
            ("notebookkit diagnose case", "The verdict on it.")
        );
    }

    private static int Run(string[] paths, string output)
    {
        using ProcessSignals signals = EndBySignal.Watch();
        using ReadingNews news = ReadingNews.Begin();
        try
        {
            CaseImport import = CaseImport.Of(paths, output);
            StreamedSummary.Print(json: false, import.ToText() + $"next: notebookkit diagnose {output}\n");
            return ExitCode.Done;
        }
        catch (Exception fault)
            when (fault
                    is FileNotFoundException
                        or DirectoryNotFoundException
                        or ArgumentException
                        or CaptureFormatException
                        or RecordingException
            )
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Usage;
        }
    }
}
