using System.CommandLine;
using NotebookKit.Kernel.Files;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab start</c>: gives a trainee an exercise, and nothing that tells its answer.</summary>
internal static class LabStart
{
    private const string Sealed = "sealed";
    private const string Glossary = "glossary.md";

    // From where notebooks of the repository load the library and the data.
    private const string ToRoot = "../../";

    /// <summary>The exercises of the repository.</summary>
    public static LabFolder Source => new(Path.Combine(Root, "notebooks", "training"));

    /// <summary>What an instructor's pack is made of; it holds no answers.</summary>
    public static string Instructor => Path.Combine(Source.Path, "instructor");

    /// <summary>The recordings of the repository.</summary>
    public static string Data => Path.Combine(Root, "data");

    private static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));

    public static Command Create()
    {
        Option<string?> folder = LabCommand.FolderOption();
        Argument<string?> id = LabCommand.IdArgument();
        var name = new Option<string?>("--name")
        {
            HelpName = "TRAINEE",
            Description = "Who you are, for the score. [default: as the host calls you]",
        };
        var from = new Option<string?>("--from")
        {
            HelpName = "DIR",
            Description = "Where the exercises come from, such as a class's folder. [default: notebooks/training of the repository]",
        };
        var command = new Command(
            "start",
            "Gives you an exercise: its notebook and its captures, in a folder of your own. Goes on where you were."
        )
        {
            id,
            folder,
            name,
            from,
        };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                string? named = parsed.GetValue(from);
                return Run(
                    LabCommand.Folder(parsed.GetValue(folder)),
                    named is null ? Source : new LabFolder(named),
                    parsed.GetValue(id),
                    parsed.GetValue(name)
                );
            })
        );
        return command.WithExamples(
            ("notebookkit lab start --name Ada", "The first exercise that is not done."),
            ("notebookkit lab start case-b --from /srv/class", "A case of a class.")
        );
    }

    /// <summary><c>notebookkit lab reset</c>.</summary>
    public static Command CreateReset()
    {
        Option<string?> folder = LabCommand.FolderOption();
        Argument<string?> id = LabCommand.IdArgument();
        var from = new Option<string?>("--from")
        {
            HelpName = "DIR",
            Description = "Where the exercise came from, such as a class's folder. [default: notebooks/training of the repository]",
        };
        var command = new Command(
            "reset",
            "Forgets your answers to an exercise and gets its notebook anew; where the file of answers is damaged, sets it aside and begins a new one."
        )
        {
            id,
            folder,
            from,
        };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                LabFolder mine = LabCommand.Folder(parsed.GetValue(folder));
                string? aside = mine.SetAsideWhereDamaged();
                if (aside is not null)
                {
                    LabCommand.Say(
                        $"the file of your answers was damaged and is {Path.GetRelativePath(Environment.CurrentDirectory, aside)} now: what it holds can be read there, and a new one is begun"
                    );
                }

                return aside is not null && parsed.GetValue(id) is null
                    ? ExitCode.Done
                    : Reset(
                        mine,
                        parsed.GetValue(from) is { } named ? new LabFolder(named) : Source,
                        LabCommand.Meant(mine, parsed.GetValue(id))
                    );
            })
        );
        return command;
    }

    private static int Reset(LabFolder folder, LabFolder source, string id)
    {
        // One of a class may have the name of another here: whose notebook it is, its sealed captures tell.
        if (folder.Path == source.Path || source.NotebookOf(id) is not { } notebook || !folder.HasTheSame(id, source))
        {
            folder.Reset(id);
            return LabCommand.Say(
                $"{id}: your answers are forgotten; the notebook stays as it is"
                    + (folder.Path == source.Path ? "" : $": {source.Path} has no such exercise, and --from names where it came from")
            );
        }

        folder.Reset(id);
        if (Path.Combine(folder.Path, Path.GetFileName(notebook)) is var mine && File.Exists(mine))
        {
            // Nobody's work is lost by a slip of the hand.
            File.Move(mine, mine + ".before", overwrite: true);
        }

        CopyNotebook(notebook, mine);
        return LabCommand.Say($"{id}: begun anew; the notebook as it was is kept beside it with the ending .before");
    }

    private static int Run(LabFolder folder, LabFolder source, string? id, string? trainee)
    {
        if (source.Exercises.Count == 0)
        {
            throw new UsageException($"{source.Path} holds no exercise: notebooks/training of the repository does");
        }

        string meant = id ?? source.Exercises.FirstOrDefault(one => folder.StatusOf(one) != "done") ?? source.Exercises[^1];
        if (!source.Exercises.Contains(meant))
        {
            throw new UsageException($"there is no exercise {meant} in {source.Path}; there are {string.Join(", ", source.Exercises)}");
        }

        folder.RequireNobodyElse(trainee);
        string notebook = source.NotebookOf(meant) ?? throw new UsageException($"{source.Path} has no notebook of {meant}");
        string mine = Path.Combine(folder.Path, Path.GetFileName(notebook));
        if (folder.Path != source.Path)
        {
            PlainFiles.Require([notebook]);
            PlainFiles.Replace(Path.Combine(source.Path, Sealed, meant), Path.Combine(folder.Path, Sealed, meant));
            if (Path.Combine(source.Path, Glossary) is var words && File.Exists(words))
            {
                PlainFiles.Require([words]);
                File.Copy(words, Path.Combine(folder.Path, Glossary), overwrite: true);
            }

            if (!File.Exists(mine))
            {
                CopyNotebook(notebook, mine);
            }
        }

        folder.Begin(meant, trainee);
        return LabCommand.Say(
            $"{meant}: {folder.StoryOf(meant)}\nopen {Path.GetRelativePath(Environment.CurrentDirectory, mine)} in VS Code or Jupyter, or in any editor with `notebookkit lab watch` beside it"
        );
    }

    /// <summary>Copies a notebook so that it finds the library and the data from where it goes.</summary>
    public static void CopyNotebook(string from, string to)
    {
        string up = Path.GetRelativePath(Path.GetDirectoryName(to)!, Root).Replace('\\', '/') + "/";
        ReplacedFile.Write(to, File.ReadAllText(from).Replace("\\\"" + ToRoot, "\\\"" + up, StringComparison.Ordinal));
    }
}
