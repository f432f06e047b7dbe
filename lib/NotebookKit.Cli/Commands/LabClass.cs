using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Files;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab class</c>: tomorrow's cases of recordings that nobody has seen, in an order that tells nothing.</summary>
internal static class LabClass
{
    // Cold cases differ by name and title alone: any of them is the pattern of all.
    private const string Pattern = "case-b";
    private const string Recordings = "recordings";
    private const string UsualStory = "Somebody says that the storage is slow.";

    public static Command Create()
    {
        var from = new Argument<string[]>("RECORDING|MADE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description =
                "Recordings, or folders that `lab vm make` or `lab vm run` left: each of their recordings. Labels are read there, and stay there.",
        };
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "CLASS",
            Required = true,
            Description = "The class's folder: not there yet, or empty. Trainees may read all of it.",
        };
        var key = new Option<string>("--key")
        {
            HelpName = "KEY",
            Required = true,
            Description = "The instructor's key; the public one is enough.",
        };
        var story = new Option<string>("--story")
        {
            DefaultValueFactory = _ => UsualStory,
            Description = "What whoever called said, of every case the same.",
        };
        var selfStudy = new Option<bool>("--self-study")
        {
            Description = "Let the answers themselves open the cases too, so that trainees can check themselves.",
        };
        var command = new Command(
            "class",
            "Makes a class's cases: seals each recording under a name that is drawn, with its notebook beside it."
        )
        {
            from,
            output,
            key,
            story,
            selfStudy,
        };
        command.SetAction(parsed =>
            LabCommand.Guarded(() =>
            {
                using InstructorKey instructor = InstructorKey.Load(parsed.GetValue(key)!);
                return Make(
                    parsed.GetValue(from)!,
                    parsed.GetValue(output)!,
                    instructor,
                    parsed.GetValue(story)!,
                    !parsed.GetValue(selfStudy)
                );
            })
        );
        return command.WithExamples(
            (
                "notebookkit lab vm make --seed 52117 --count 8 -o made",
                "Eight recordings that nobody has seen; the seed tells them, so keep it."
            ),
            (
                "notebookkit lab class made -o /srv/class --key teacher.pem.pub",
                "Seals them; trainees begin with `lab start case-01 --from /srv/class`."
            )
        );
    }

    private static int Make(string[] from, string output, InstructorKey key, string story, bool forClass)
    {
        if (NewFolder.FaultOf(output, "name a new folder") is { } taken)
        {
            throw new UsageException(taken);
        }

        string[] recordings =
        [
            .. from.SelectMany(path =>
                Path.Combine(path, Recordings) is var inside && Directory.Exists(inside) ? Directory.GetDirectories(inside) : [path]
            ),
        ];
        RandomNumberGenerator.Shuffle<string>(recordings);
        int made = 0;
        var left = new List<string>();
        foreach (string recording in recordings)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"case-{made + 1:00}");
            try
            {
                CaseSealing.Of(recording, Path.Combine(output, "sealed", id), key, story, forClass: forClass);
            }
            catch (Exception fault) when (fault is ArgumentException or InvalidDataException)
            {
                left.Add($"{recording}: left out: {fault.Message}");
                continue;
            }

            WriteNotebook(Path.Combine(output, id + ".ipynb"), id, story);
            made++;
        }

        if (made > 0)
        {
            File.Copy(Path.Combine(LabStart.Source.Path, "glossary.md"), Path.Combine(output, "glossary.md"));
        }

        // Which of them is which, the key says: `lab pack --dir CLASS`.
        left.Sort(StringComparer.Ordinal);
        LabCommand.Say(string.Join('\n', left.Append($"{output}: {made} cases, sealed to the key {key.Id}{(forClass ? " alone" : "")}")));
        return left.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WriteNotebook(string path, string id, string story)
    {
        string text = File.ReadAllText(LabStart.Source.NotebookOf(Pattern)!);
        JsonNode book = JsonNode.Parse(text)!;
        string title = book["cells"]![0]!["source"]![0]!.GetValue<string>();
        ReplacedFile.Write(
            path,
            text.Replace(Quoted(title), Quoted($"# {id} · {story.TrimEnd('.')}\n"), StringComparison.Ordinal)
                .Replace(Pattern, id, StringComparison.Ordinal)
        );
    }

    private static string Quoted(string text) =>
        JsonValue.Create(text)!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
