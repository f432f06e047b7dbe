using System.CommandLine;
using NotebookKit.Diagnosis;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record score</c>: the rules held against recordings whose cause is known.</summary>
internal static class RecordScoreCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Folders of labelled recordings: data, what `lab vm make` made, or folders of captures with a label.txt.",
        };
        var score = new Command(
            "score",
            "Judges labelled recordings by each capture alone, whole and cut short, and holds the verdicts against the labels. Exit: 1 where a cause is named that was not made."
        )
        {
            folders,
        };
        score.SetAction(parsed => Run(parsed.GetValue(folders)!));
        return score.WithExamples(
            ("notebookkit record score data", "One row for each kind of input and part: right, refused, wrong, macro F1.")
        );
    }

    private static int Run(string[] folders)
    {
        try
        {
            return Score(folders);
        }
        catch (Exception fault) when (fault is DirectoryNotFoundException or InvalidDataException)
        {
            throw new UsageException(FaultText.Of(fault), fault);
        }
        catch (Exception fault) when (fault is CaptureFormatException or RecordingException)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Failed;
        }
    }

    private static int Score(string[] folders)
    {
        (string Name, string Folder, string Label)[] recordings = [.. folders.SelectMany(LabelledRecordings.In)];
        (string Name, string Folder, string Label)[] unknown = [.. recordings.Where(one => LabelScore.CausesOf(one.Label) is null)];
        ScoredPart[] scored = [.. recordings.Except(unknown).SelectMany(one => LabelScore.Of(one.Name, one.Folder, one.Label))];
        if (scored.Length == 0)
        {
            throw new UsageException($"no labelled recording with a capture in {string.Join(", ", folders)}");
        }

        Console.Out.WriteLine(TerminalText.Lines(LabelScore.ToTable(scored).ToText()));
        ScoredPart[] wrong = [.. scored.Where(one => LabelScore.IsWrongCause(one) || LabelScore.IsFalseAlarm(one))];
        foreach (ScoredPart one in wrong)
        {
            Console.Out.WriteLine(
                TerminalText.OneLine($"wrong: {one.Recording} ({one.Label}), {one.Capture}, {one.Part}: {one.Cause}: {one.Statement}")
            );
        }

        foreach (ScoredPart one in scored.Where(LabelScore.IsMissed))
        {
            Console.Out.WriteLine(TerminalText.OneLine($"no cause seen: {one.Recording} ({one.Label}), {one.Capture}, {one.Part}"));
        }

        foreach (IGrouping<string, (string Name, string Folder, string Label)> label in unknown.GroupBy(one => one.Label))
        {
            StandardStreams.Say($"left out: {label.Count()} labelled {label.Key}, of which no one device's capture tells");
        }

        return wrong.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
