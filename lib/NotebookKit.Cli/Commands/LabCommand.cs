using System.CommandLine;
using System.Security.Cryptography;
using NotebookKit.Cli.Running;
using NotebookKit.Scripting.Formatting;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab</c>: lessons and cases with a hidden cause, for a trainee and her instructor.</summary>
internal static class LabCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "lab";

    private const string FolderName = "lab";

    public static Command Create() =>
        new Command(Name, "Trains: lessons, and cases with a hidden cause that are answered, checked and graded.")
        {
            ForTrainee("list", "Lists the exercises and how far you are.", needsId: false, (folder, _) => List(folder)),
            LabStart.Create(),
            ForTrainee("hint", "One more hint; each costs 5 points.", needsId: true, (folder, id) => Say(folder.Hint(id).Text)),
            LabChecking.CreateCheck(),
            LabChecking.CreateWatch(),
            LabStart.CreateReset(),
            LabScoring.Create(),
            LabSealing.CreateSeal(),
            LabSealing.CreateKey(),
            LabClass.Create(),
            LabPack.Create(),
            LabSealing.CreateDev(),
            LabVm.Create(),
        }.WithExamples(
            ("notebookkit lab start", "Begins, or goes on with, the next exercise; what lies in records/lab is yours."),
            ("notebookkit lab check case-b", "Runs the notebook and says what is right."),
            ("notebookkit lab score --key instructor.pem */lab.json --html class.html", "Grades a class.")
        );

    /// <summary>The option that names the trainee's folder.</summary>
    public static Option<string?> FolderOption() =>
        new("--dir")
        {
            HelpName = "DIR",
            Description = "Your folder. [default: the current one where it has exercises, else records/lab in the repository]",
        };

    /// <summary>The argument that names an exercise.</summary>
    public static Argument<string?> IdArgument() =>
        new("EXERCISE") { Arity = ArgumentArity.ZeroOrOne, Description = "Such as case-b. [default: the first that is not done]" };

    /// <summary>The trainee's folder.</summary>
    public static LabFolder Folder(string? named) =>
        new(named ?? (new LabFolder(".").Exercises.Count > 0 ? "." : Path.Combine(RecordFolder.Default(), FolderName)));

    /// <summary>The exercise that is meant.</summary>
    /// <exception cref="UsageException">There is none of that name, or none is left.</exception>
    public static string Meant(LabFolder folder, string? id) =>
        folder.Exercises.Count == 0 ? throw new UsageException($"{folder.Path} holds no exercise: `notebookkit lab start` begins")
        : id is not null && !folder.Exercises.Contains(id)
            ? throw new UsageException(
                $"there is no exercise {id} in {folder.Path}; there are {string.Join(", ", folder.Exercises)}. `notebookkit lab start {id}` gets one that you have not begun"
            )
        : id ?? folder.Next ?? folder.Exercises[^1];

    /// <summary>Prints a word.</summary>
    public static int Say(string text)
    {
        Console.Out.WriteLine(string.Join('\n', text.TrimEnd('\n').Split('\n').Select(TerminalText.OneLine)));
        return ExitCode.Done;
    }

    /// <summary>Turns what a lab's folder, a key or a capture may have wrong into a sentence.</summary>
    public static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception fault)
            when (fault
                    is ArgumentException
                        or InvalidDataException
                        or FileNotFoundException
                        or DirectoryNotFoundException
                        or CaptureFormatException
                        or RecordingException
                        or CryptographicException
            )
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Usage;
        }
    }

    private static Command ForTrainee(string name, string says, bool needsId, Func<LabFolder, string, int> run)
    {
        Option<string?> folder = FolderOption();
        Argument<string?> id = IdArgument();
        var command = new Command(name, says) { folder };
        if (needsId)
        {
            command.Arguments.Add(id);
        }

        command.SetAction(parsed =>
            Guarded(() =>
            {
                LabFolder mine = Folder(parsed.GetValue(folder));
                return run(mine, needsId ? Meant(mine, parsed.GetValue(id)) : "");
            })
        );
        return command;
    }

    private static int List(LabFolder folder)
    {
        LabFolder all = LabStart.Source;
        Say($"{"", -3}{"exercise", -10}{"", -10}about");
        string? next = folder.Exercises.Count > 0 ? folder.Next : null;
        foreach (string id in all.Exercises.Union(folder.Exercises))
        {
            bool mine = folder.Exercises.Contains(id);
            string story = (mine ? folder : all).StoryOf(id);
            Say(
                $"{(id == next ? ">" : ""), -3}{id, -10}{(mine ? folder.StatusOf(id) : ""), -10}{(story.Length > 90 ? story[..87] + "..." : story)}"
            );
        }

        return ExitCode.Done;
    }
}
