using System.CommandLine;
using NotebookKit.Kernel.Files;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit train</c>: trains the classifier on a folder of labelled recordings.</summary>
internal static class TrainCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "train";

    private static readonly Argument<string[]> From = new("FOLDER|FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description =
            "Folders of recordings, of which those with a label and a capture of blktrace are learnt; or files of features that --features wrote.",
    };

    private static readonly Option<string?> FeatureFile = new("--features")
    {
        HelpName = "FILE",
        Description = "Also write the features of all stretches, perf's too, as comma-separated text: what to train on without the traces.",
    };

    private static readonly Option<bool> LeaveOutKernels = new("--leave-out-kernels")
    {
        Description = "Also leave out one kernel after another, and say how it is judged by what was learnt on the others.",
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
            From,
            Output,
            FeatureFile,
            LeaveOut,
            LeaveOutKernels,
        };
        command.WithExamples(
            ("notebookkit train data -o data/classifier.zip", "Learns the recordings in data/; the same recordings give the same file."),
            (
                "notebookkit train data/classifier-features.csv -o data/classifier.zip --leave-out-kernels",
                "The kit's own classifier, from features kept in the repository."
            ),
            ("notebookkit train data --leave-out", "Says too how well recordings are judged that were not learnt.")
        );
        command.SetAction(parsed =>
        {
            try
            {
                return Run(
                    parsed.GetValue(From)!,
                    parsed.GetValue(Output)!,
                    parsed.GetValue(FeatureFile),
                    parsed.GetValue(LeaveOut),
                    parsed.GetValue(LeaveOutKernels)
                );
            }
            catch (Exception fault)
                when (fault is DirectoryNotFoundException or FileNotFoundException or ArgumentException or InvalidDataException)
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

    private static int Run(string[] from, string output, string? features, bool leaveOut, bool leaveOutKernels)
    {
        FeatureRow[] all =
        [
            .. from.SelectMany(path =>
                Path.GetExtension(path) == ".csv" ? Diagnosis.FeatureFile.Read(path) : TrainingRows.Open(path, perf: features is not null)
            ),
        ];
        if (features is not null)
        {
            Diagnosis.FeatureFile.Write(features, all.Where(row => row.Label is not null));
            StandardStreams.Say($"written: {features}, {all.Count(row => row.Label is not null)} stretches");
        }

        FeatureRow[] rows = [.. all];
        var classifier = Classifier.Train(rows);
        ReplacedFile.Write(output, classifier.Save);
        Console.Out.WriteLine(TerminalText.Lines(classifier.Learnt().ToText()));
        Console.Out.WriteLine(
            FormattableString.Invariant(
                $"temperature {classifier.Temperature:0.00}, fitted to {classifier.CalibratedOn} left-out stretches; "
            ) + FormattableString.Invariant($"no class is named beyond {classifier.MostDistance:0.00} spreads")
        );
        if (leaveOut)
        {
            Evaluation evaluation = Evaluation.LeaveOneRecordingOut(rows);
            Say(evaluation.AgainstBaselines(), evaluation.PerClass(), evaluation.UnseenClasses());
        }

        if (leaveOutKernels)
        {
            Evaluation evaluation = Evaluation.LeaveOneKernelOut(all);
            Say(evaluation.ByTool(), evaluation.ByEvents(), evaluation.PerClass(), evaluation.ConfusionMatrix());
        }

        StandardStreams.Say($"written: {output}");
        return ExitCode.Done;
    }

    private static void Say(params ResultTable[] tables)
    {
        foreach (ResultTable table in tables)
        {
            Console.Out.WriteLine("\n" + TerminalText.Lines(table.ToText()));
        }
    }
}
