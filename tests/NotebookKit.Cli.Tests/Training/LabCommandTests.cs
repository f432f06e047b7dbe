using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Training;

/// <summary>The lab as a trainee uses it: a folder of her own, from the start to a score.</summary>
public sealed class LabCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lesson_is_begun_answered_in_its_notebook_checked_and_scored()
    {
        string mine = _folder["mine"];
        (int began, string said, string error) = await Lab("start", "t1", "--dir", mine, "--name", "Ada");
        Assert.True(began == 0, said + error);
        string notebook = Path.Combine(mine, "t1-read-a-btrace.ipynb");
        (int unsolved, string before, _) = await Lab("check", "t1", "--dir", mine);

        // As the comment in the cell proposes.
        await File.WriteAllTextAsync(
            notebook,
            Regex.Replace(
                await File.ReadAllTextAsync(notebook, Stop),
                "int\\? bios = null; .*?\"\n",
                "int? bios = lines.Count(line => line.Contains(\\\"  Q  \\\"));\"\n"
            ),
            Stop
        );
        (int partly, string after, string complaint) = await Lab("check", "t1", "--dir", mine);
        (_, string score, _) = await Lab("score", "--dir", mine);

        Assert.Equal(1, unsolved);
        Assert.Contains("bios: not answered yet", before, StringComparison.Ordinal);
        Assert.True(partly == 1, after + complaint);
        Assert.Matches("bios: \\d+ is right", after);
        Assert.StartsWith("Ada\nt1       1 of 4\n", score, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainee_gets_the_notebook_the_captures_and_the_glossary_and_nothing_else()
    {
        string mine = _folder["mine"];

        await Lab("start", "case-b", "--dir", mine);

        string[] got =
        [
            .. Directory
                .GetFiles(mine, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(mine, path))
                .Order(StringComparer.Ordinal),
        ];
        Assert.All(got, name => Assert.Matches(@"^(?:case-b\.ipynb|glossary\.md|lab\.json|sealed/case-b/[a-z.-]+)$", name));
        Assert.Contains("sealed/case-b/sealed.json", got);
        (int listed, string list, _) = await Lab("list", "--dir", mine);
        Assert.Equal(0, listed);
        Assert.Matches("> +case-b +begun", list);
        Assert.Contains("t1", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diagnose")]
    [InlineData("summarize")]
    [InlineData("investigate")]
    public async Task A_verdict_on_a_sealed_case_is_the_trainees_first(string command)
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            command,
            "notebooks/training/sealed/case-b"
        );

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("answer first", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_fails_is_no_wrong_answer()
    {
        string mine = _folder["mine"];
        await Lab("start", "case-b", "--dir", mine);
        string notebook = Path.Combine(mine, "case-b.ipynb");
        await File.WriteAllTextAsync(
            notebook,
            (await File.ReadAllTextAsync(notebook, Stop)).Replace("trace.ActionCounts", "trace.Gone", StringComparison.Ordinal),
            Stop
        );

        (int code, string output, _) = await Lab("check", "case-b", "--dir", mine);

        Assert.Equal(4, code);
        Assert.Contains("not checked, cell ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("right", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hint_is_given_and_a_reset_keeps_the_work_beside()
    {
        string mine = _folder["mine"];
        await Lab("start", "t3", "--dir", mine);

        (_, string hint, _) = await Lab("hint", "--dir", mine);
        (int reset, _, string error) = await Lab("reset", "t3", "--dir", mine);
        (int unknown, _, string says) = await Lab("check", "case-z", "--dir", mine);

        Assert.Contains("hint 1 of", hint, StringComparison.Ordinal);
        Assert.True(reset == 0, error);
        Assert.True(File.Exists(Path.Combine(mine, "t3-iostat-lies.ipynb.before")));
        Assert.DoesNotContain(
            "hints",
            await File.ReadAllTextAsync(Path.Combine(mine, "lab.json"), Stop),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal(2, unknown);
        Assert.Contains("there is no exercise case-z", says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instructor_seals_a_case_to_a_key_and_grades_with_it()
    {
        string key = _folder["teacher.pem"];
        string box = Path.Combine(_folder["class"], "sealed", "case-x");
        await Lab("key", "-o", key);
        (int sealed_, _, string error) = await Lab("seal", "data/stalls", "-o", box, "--key", key + ".pub", "--class");
        Assert.True(sealed_ == 0, error);
        await File.WriteAllTextAsync(
            _folder["class/lab.json"],
            """{"schema":"notebookkit.lab","version":1,"trainee":"Ada","exercises":{"case-x":{"answers":{"cause":[{"at":"2026-01-01T00:00:00Z","text":"stalls"}]}}}}""",
            Stop
        );

        (int graded, string score, string fault) = await Lab(
            "score",
            _folder["class/lab.json"],
            "--dir",
            _folder["class"],
            "--key",
            key,
            "--html",
            _folder["class.html"]
        );
        (_, string open, _) = await Lab("score", "--dir", _folder["class"]);

        Assert.True(graded == 0, fault);
        Assert.Contains("case-x   50 of 100\n", score, StringComparison.Ordinal);
        Assert.Contains("the instructor's key grades the rest", open, StringComparison.Ordinal);
        Assert.Contains("Ada", await File.ReadAllTextAsync(_folder["class.html"], Stop), StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunAsync(RepositoryFolder.Root, ["lab", .. arguments]);
}
