using System.Text.Json;
using NotebookKit.Tests.Training;

namespace NotebookKit.Cli.Tests.Training;

/// <summary>The author's gate: what it lets pass and what it holds back, on the committed exercises and on spoilt ones.</summary>
public sealed class LabDevTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Training { get; } = Path.Combine(RepositoryFolder.Notebooks, "training");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    // The private key is nobody's here: lessons are opened by what is computed as they
    // teach it, cases by what the kit's own verdict says of their captures.
    [Fact]
    public async Task Each_committed_exercise_fails_unsolved_and_passes_when_its_notebook_is_run_solved()
    {
        (int code, string output, string error) = await Lab("dev", "check", "--solutions", await Solutions());

        Assert.True(code == 0, output + error);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(Directory.GetFiles(Training, "*.ipynb").Length + 1, lines.Length);
        Assert.All(
            lines[..^1],
            line => Assert.Matches("^(?:t[1-5] +ok|case-[a-k] +ok; solved 100 of 100, diagnose gets (?:9\\d|100))$", line)
        );
        Assert.Matches(
            "^11 cases, 1100 points: diagnose \\d+, who answers nomerges each time -?\\d+, who refuses each -?\\d+; 660 pass$",
            lines[^1]
        );
    }

    [Fact]
    public async Task Without_key_or_solutions_it_says_what_it_could_not_check()
    {
        Copy("t1", "t1-read-a-btrace");

        (int code, string output, _) = await Lab("dev", "check", _folder["spoilt"]);

        Assert.Equal(4, code);
        Assert.Contains("not checked: the solution of \"bios\": it takes the instructor's key", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lab.Answer(\\\"remedy\\\", \\\"\\\")", "\\\"\\\"", "its notebook has no cell that answers \"remedy\"")]
    [InlineData("trace.ActionCounts", "trace.Gone", "unsolved, its cell 4 fails")]
    [InlineData("Lab.Answer(\\\"evidence\\\", \\\"\\\")", "Lab.Answer(\\\"evidence\\\", lab.Id)", "solved, its notebook gets ")]
    public async Task A_spoilt_notebook_is_held_back(string from, string to, string told)
    {
        string notebook = Copy("case-b", "case-b");
        await File.WriteAllTextAsync(
            notebook,
            (await File.ReadAllTextAsync(notebook, Stop)).Replace(from, to, StringComparison.Ordinal),
            Stop
        );

        (int code, string output, string error) = await Lab("dev", "check", _folder["spoilt"]);

        Assert.True(code == 1, output + error);
        Assert.Contains(told, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exercise_without_a_notebook_and_a_wrong_solution_are_held_back()
    {
        File.Delete(Copy("t1", "t1-read-a-btrace"));
        await File.WriteAllTextAsync(_folder["solutions.json"], """{"t1":{"bios":"1000000"}}""", Stop);

        (int code, string output, _) = await Lab("dev", "check", _folder["spoilt"], "--solutions", _folder["solutions.json"]);

        Assert.Equal(1, code);
        Assert.Contains("there is no notebook of it", output, StringComparison.Ordinal);
        Assert.Contains("\"bios\" does not open to what was computed for it", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_the_public_half_and_a_folder_of_nothing_are_named()
    {
        Copy("case-b", "case-b");
        await Lab("key", "-o", _folder["other.pem"]);

        (int wrong, _, string other) = await Lab("dev", "check", _folder["spoilt"], "--key", _folder["other.pem"]);
        (int half, _, string error) = await Lab("dev", "check", _folder["spoilt"], "--key", _folder["other.pem.pub"]);
        (int none, _, string nothing) = await Lab("dev", "check", Directory.CreateDirectory(_folder["empty"]).FullName);

        Assert.Equal(2, wrong);
        Assert.Contains("case-b was sealed to the key ", other, StringComparison.Ordinal);
        Assert.Equal(2, half);
        Assert.Contains("name the private key", error, StringComparison.Ordinal);
        Assert.Equal(2, none);
        Assert.Contains("holds no exercise", nothing, StringComparison.Ordinal);
    }

    private string Copy(string id, string notebook)
    {
        string captures = Directory.CreateDirectory(Path.Combine(_folder["spoilt"], "sealed", id)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(Training, "sealed", id)))
        {
            File.Copy(file, Path.Combine(captures, Path.GetFileName(file)));
        }

        string to = Path.Combine(_folder["spoilt"], notebook + ".ipynb");
        File.Copy(Path.Combine(Training, notebook + ".ipynb"), to);
        return to;
    }

    private async Task<string> Solutions()
    {
        string file = _folder["solutions.json"];
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(await LessonAnswers.Of(RepositoryFolder.Data, Stop)), Stop);
        return file;
    }

    private static Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunAsync(RepositoryFolder.Root, ["lab", .. arguments]);
}
