using System.CommandLine;
using System.Text;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab pack</c>: what an instructor takes into the room. Answers
/// are written there alone, outside of what trainees get.</summary>
internal static class LabPack
{
    private const string Answers = "answers.md";
    private const string Solutions = "solutions";

    public static Command Create()
    {
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "DIR",
            Required = true,
            Description = "The pack's folder: not there yet, or empty. It holds the answers; keep it from trainees.",
        };
        var key = new Option<string?>("--key")
        {
            HelpName = "KEY",
            Description = "The private key. Without it, cases are opened by the kit's own verdict, and lessons stay closed.",
        };
        var folder = new Option<string?>("--dir")
        {
            HelpName = "DIR",
            Description = "Where the exercises lie. [default: notebooks/training of the repository]",
        };
        var command = new Command(
            "pack",
            "Makes the instructor's pack: agenda, slides, poster, expected numbers, wrong turns, and each solution as an executed notebook."
        )
        {
            output,
            key,
            folder,
        };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                using InstructorKey? instructor = parsed.GetValue(key) is { } path ? InstructorKey.LoadPrivate(path) : null;
                return Make(
                    parsed.GetValue(folder) is { } named ? new LabFolder(named) : LabStart.Source,
                    Path.GetFullPath(parsed.GetValue(output)!),
                    instructor
                );
            })
        );
        return command.WithExamples(
            ("notebookkit lab pack -o ~/class-pack --key teacher.pem", "An hour before the class; it runs every solution.")
        );
    }

    private static int Make(LabFolder source, string pack, InstructorKey? key)
    {
        if (NewFolder.FaultOf(pack, "name a new folder") is { } taken)
        {
            throw new UsageException(taken);
        }

        if ((pack + "/").StartsWith(source.Path + "/", StringComparison.Ordinal))
        {
            throw new UsageException($"{pack} lies where trainees get their exercises from: name a folder elsewhere");
        }

        IReadOnlyList<SolvedExercise> solved = SolvedExercise.In(source.Path, key);
        Directory.CreateDirectory(pack);
        foreach (string file in Directory.GetFiles(LabStart.Instructor).Append(Path.Combine(LabStart.Source.Path, "glossary.md")))
        {
            File.Copy(file, Path.Combine(pack, Path.GetFileName(file)));
        }

        ReplacedFile.Write(
            Path.Combine(pack, "slides.html"),
            LabSlides.Html(File.ReadAllText(Path.Combine(pack, "slides.md")), LabStart.Data)
        );
        ReplacedFile.Write(Path.Combine(pack, Answers), AnswersOf(solved));
        string[] failed = [.. solved.Select(one => Execute(source, one, Path.Combine(pack, Solutions))).OfType<string>()];
        string[] closed = [.. solved.Where(one => one.Missing.Count > 0).Select(one => one.Id)];
        LabCommand.Say(
            $"{pack}: agenda.md, slides.html, poster.html, glossary.md, {Answers}, {Solutions}/ with {solved.Count - failed.Length} executed notebooks"
                + (closed.Length > 0 ? $"\nwithout the private key there are no answers to questions of {string.Join(", ", closed)}" : "")
                + string.Concat(failed.Select(one => "\n" + one))
        );
        return failed.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static string AnswersOf(IReadOnlyList<SolvedExercise> solved)
    {
        var text = new StringBuilder("# Expected answers and numbers, hints, wrong turns\n\nFor the instructor alone.\n");
        foreach (SolvedExercise one in solved)
        {
            text.Append($"\n## {one.Id}\n\n> {one.Story}\n\n".ReplaceLineEndings("\n"));
            text.Append(string.Concat(one.Solution.Select(answer => $"- **{answer.Key}**: {answer.Value}\n")));
            text.Append(string.Concat(one.Missing.Select(question => $"- **{question}**: closed, it takes the private key\n")));
            text.Append(string.Concat(one.WrongTurns.Select(turn => $"- wrong turn: {turn}\n")));
            text.Append(
                string.Concat(
                    one.Hints.SelectMany(ladder => ladder.Value.Select((hint, at) => $"- hint {at + 1} on {ladder.Key}: {hint}\n"))
                )
            );
            text.Append(string.Concat(one.Debriefs.Select(debrief => $"\n*{debrief.Key}*: {debrief.Value}\n")));
        }

        return text.ToString();
    }

    // In a folder of its own with the sealed captures beside, which go again: a pack is
    // read, and its notebooks are run anew from a trainee's folder.
    private static string? Execute(LabFolder source, SolvedExercise one, string folder)
    {
        if (source.NotebookOf(one.Id) is not { } notebook)
        {
            return $"{one.Id} has no notebook";
        }

        string captures = Path.Combine(folder, "sealed");
        Directory.CreateDirectory(Path.Combine(captures, one.Id));
        foreach (string file in Directory.GetFiles(Path.Combine(source.Path, "sealed", one.Id)))
        {
            File.Copy(file, Path.Combine(captures, one.Id, Path.GetFileName(file)));
        }

        string path = Path.Combine(folder, Path.GetFileName(notebook));
        LabStart.CopyNotebook(notebook, path);
        NotebookDocument document = NotebookDocument.Load(path);
        LabSolution.WriteInto(document, one.Solution);
        RunResult result = NotebookRunner.RunAsync(document, new RunOptions()).GetAwaiter().GetResult();
        document.Save(path);
        Directory.Delete(captures, recursive: true);
        File.Delete(Path.Combine(folder, "lab.json"));
        return result.Failure is { } failure ? $"{one.Id}: cell {failure.Number} failed: {failure.Message}" : null;
    }
}
