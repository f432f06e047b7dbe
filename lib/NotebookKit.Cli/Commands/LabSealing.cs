using System.CommandLine;
using NotebookKit.Kernel.Files;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary>For authors and instructors: <c>lab key</c>, <c>lab seal</c>, <c>lab dev check</c>.</summary>
internal static class LabSealing
{
    private const int NotChecked = 4;

    public static Command CreateKey()
    {
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "FILE",
            Required = true,
            Description = "Where the private key goes; the public one goes beside it, ending in .pub.",
        };
        var command = new Command(
            "key",
            "Makes an instructor's pair of keys: seal with the public one, grade with the private one, and keep that."
        )
        {
            output,
        };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                string file = parsed.GetValue(output)!;
                if (Path.Exists(file) || Path.Exists(file + ".pub"))
                {
                    throw new UsageException($"{file} is there already; what was sealed to a key that is lost opens to nobody");
                }

                using var key = InstructorKey.Create();
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using (var secret = new StreamWriter(new FileStream(file, options)))
                {
                    secret.Write(key.PrivatePem);
                }

                ReplacedFile.Write(file + ".pub", key.PublicPem);
                return LabCommand.Say($"{file}: the private key {key.Id}, for you alone\n{file}.pub: the public one");
            })
        );
        return command;
    }

    public static Command CreateSeal()
    {
        var recording = new Argument<string?>("RECORDING")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A folder of captures under the names of the kit's recordings, that was published nowhere.",
        };
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "CASE",
            Required = true,
            Description = "The case's folder, which is made; its name is the case's.",
        };
        var key = new Option<string>("--key")
        {
            HelpName = "KEY",
            Required = true,
            Description = "The instructor's key; the public one is enough.",
        };
        var story = new Option<string>("--story")
        {
            DefaultValueFactory = _ => "Somebody says that the storage is slow.",
            Description = "What whoever called said; the trainee reads it.",
        };
        var cause = new Option<string?>("--cause") { HelpName = "WORD", Description = "What is wrong. [default: the recording's label]" };
        var forClass = new Option<bool>("--class")
        {
            Description = "Leave the key as the only one that opens the answers: no check by the trainee.",
        };
        var questions = new Option<string?>("--questions")
        {
            HelpName = "FILE",
            Description =
                "JSON with further questions, or alone with those of a lesson: {\"NAME\": {\"answers\": [...], \"hints\": [...], \"debrief\": \"...\"}}.",
        };
        const string Says = "Makes a sealed case of a recording: evidence without labels, titles and telling names, answers encrypted.";
        var command = new Command("seal", Says) { recording, output, key, story, cause, forClass, questions };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                using InstructorKey instructor = InstructorKey.Load(parsed.GetValue(key)!);
                string to = parsed.GetValue(output)!;
                IReadOnlyList<string> notes =
                    parsed.GetValue(recording) is { } captures
                        ? CaseSealing
                            .Of(captures, to, instructor, parsed.GetValue(story)!, parsed.GetValue(cause), parsed.GetValue(forClass))
                            .Notes
                    : parsed.GetValue(questions) is not null ? []
                    : throw new UsageException("nothing to seal: name a RECORDING, --questions, or both");
                if (parsed.GetValue(questions) is { } file)
                {
                    LessonQuestions.Add(file, to, instructor, parsed.GetValue(story)!);
                }

                return LabCommand.Say(string.Join('\n', notes.Append($"sealed to the key {instructor.Id}")));
            })
        );
        return command.WithExamples(
            (
                "notebookkit lab seal captured -o case-x --key instructor.pem.pub --cause stalls",
                "The captures must show the cause, or nobody could find it."
            )
        );
    }

    public static Command CreateDev()
    {
        var folder = new Argument<string?>("DIR")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The folder of the notebooks. [default: notebooks/training of the repository]",
        };
        var key = new Option<string?>("--key")
        {
            HelpName = "KEY",
            Description = "The private key: opens the solutions of the lessons too.",
        };
        var solutions = new Option<string?>("--solutions")
        {
            HelpName = "FILE",
            Description =
                "JSON with answers computed elsewhere, to check lessons without the key: {\"EXERCISE\": {\"QUESTION\": \"ANSWER\"}}.",
        };
        const string Says =
            "The author's gate: each exercise has hints and a solution, runs and fails unsolved, passes when its notebook is run solved; who answers all cases in one way fails. "
            + "Exit: 0 all is well, 1 an exercise is at fault, 4 something could not be checked.";
        var check = new Command("check", Says) { folder, key, solutions };
        check.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                using InstructorKey? instructor = parsed.GetValue(key) is { } path ? InstructorKey.LoadPrivate(path) : null;
                return Check(
                    parsed.GetValue(folder) is { } named ? new LabFolder(named) : LabStart.Source,
                    instructor,
                    parsed.GetValue(solutions) is { } file ? LessonQuestions.ReadSolutions(file) : null
                );
            })
        );
        return new Command("dev", "For authors of exercises.") { check };
    }

    private static int Check(LabFolder folder, InstructorKey? key, IReadOnlyDictionary<string, Dictionary<string, string>>? solutions)
    {
        if (!folder.HasExercises)
        {
            throw new UsageException($"{folder.Path} holds no exercise: notebooks/training of the repository does");
        }

        bool faulty = false;
        bool left = false;
        IReadOnlyList<GateResult> results = LabGate.Of(folder.Path, key, solutions);
        foreach (GateResult result in results)
        {
            (IReadOnlyList<string> tried, string[] unchecked_) = Tried(folder, result, key);
            string[] faults = [.. result.Faults, .. tried];
            string[] open = [.. result.Unchecked, .. unchecked_];
            faulty |= faults.Length > 0;
            left |= open.Length > 0;
            string word =
                faults.Length > 0 ? string.Join("; ", faults)
                : result.DiagnosePoints is { } points ? $"ok; solved {LabGate.Most} of {LabGate.Most}, diagnose gets {points}"
                : "ok";
            LabCommand.Say($"{result.Id, -10}{word}{(open.Length > 0 ? "; not checked: " + string.Join(", ", open) : "")}");
        }

        if (LabGate.Totals(results) is var (text, right))
        {
            LabCommand.Say((right ? "" : "at fault: ") + text);
            faulty |= !right;
        }

        return faulty ? ExitCode.Failed
            : left ? NotChecked
            : ExitCode.Done;
    }

    // A full disk is no exercise's fault.
    private static (IReadOnlyList<string> Faults, string[] Unchecked) Tried(LabFolder folder, GateResult result, InstructorKey? key)
    {
        try
        {
            return (LabTrial.FaultsOf(folder, result, key), []);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ([], ["its notebook was not run: " + fault.Message]);
        }
    }
}
