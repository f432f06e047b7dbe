using System.CommandLine;
using NotebookKit.Diagnosis;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Files;
using NotebookKit.Results;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit train</c>: trains the classifier on a folder of labelled recordings.</summary>
internal static class TrainCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "train";

    private static readonly Argument<string> Folder = new("FOLDER")
    {
        Description = "A folder of recordings; those with a label and a capture of blktrace are learnt.",
    };

    private static readonly Option<string> Output = new("--out", "-o")
    {
        HelpName = "FILE",
        Description = "Where the classifier goes.",
        DefaultValueFactory = _ => "classifier.zip",
    };

    private static readonly Option<bool> LeaveOut = new("--leave-out")
    {
        Description = "Also leave out one recording after another, and say how each is judged by what was learnt from the others.",
    };

    public static Command Create()
    {
        var command = new Command(Name, "Trains the classifier on labelled recordings, and writes it as a file that ML.NET can load too.")
        {
            Folder, Output, LeaveOut,
        };
        command.WithExamples(
            ("notebookkit train data -o data/classifier.zip", "Learns the recordings in data/; the same recordings give the same file."),
            ("notebookkit train data --leave-out", "Says too how well recordings are judged that were not learnt."));
        command.SetAction(parsed =>
        {
            try
            {
                return Run(parsed.GetValue(Folder)!, parsed.GetValue(Output)!, parsed.GetValue(LeaveOut));
            }
            catch (Exception fault) when (fault is DirectoryNotFoundException or ArgumentException)
            {
                throw new UsageException(FaultText.Of(fault), fault);
            }
            catch (Exception fault) when (fault is CaptureFormatException or RecordingException)
            {
                StandardStreams.Complain(FaultText.Of(fault));
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static int Run(string folder, string output, bool leaveOut)
    {
        IReadOnlyList<FeatureRow> rows = TrainingRows.Read(folder);
        var classifier = Classifier.Train(rows);
        ReplacedFile.Write(output, classifier.Save);
        Console.Out.WriteLine(TerminalText.Lines(classifier.Learnt().ToText()));
        Console.Out.WriteLine(FormattableString.Invariant(
            $"temperature {classifier.Temperature:0.00}, fitted to {classifier.CalibratedOn} left-out stretches; ")
            + FormattableString.Invariant($"no class is named beyond {classifier.MostDistance:0.00} spreads"));
        if (leaveOut)
        {
            Evaluation evaluation = Evaluation.LeaveOneRecordingOut(rows);
            foreach (ResultTable table in new[] { evaluation.AgainstBaselines(), evaluation.PerClass(), evaluation.UnseenClasses() })
            {
                Console.Out.WriteLine("\n" + TerminalText.Lines(table.ToText()));
            }
        }

        StandardStreams.Say($"written: {output}");
        return ExitCode.Done;
    }
}
