namespace NotebookKit.Cli.Tests.Training;

/// <summary>What an instructor takes into the room, and that no trainee gets it.</summary>
public sealed class LabPackTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Training { get; } = Path.Combine(RepositoryFolder.Notebooks, "training");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pack_has_answers_slides_with_figures_and_each_solution_executed()
    {
        string key = _folder["teacher.pem"];
        string lessons = _folder["class"];
        await File.WriteAllTextAsync(
            _folder["questions.json"],
            """{"bios":{"answers":["6"],"hints":["Count the Q lines."],"debrief":"Each Q is a bio."}}""",
            Stop
        );
        await Lab("key", "-o", key);
        (int made, _, string fault) = await Lab(
            "seal",
            "--questions",
            _folder["questions.json"],
            "-o",
            Path.Combine(lessons, "sealed", "t1"),
            "--key",
            key + ".pub",
            "--story",
            "Lines by eye."
        );
        Assert.True(made == 0, fault);

        // Only the question that was sealed anew: the rest of the notebook asks what nobody here knows.
        string[] asked = ["touching", "letter", "requests"];
        string notebook = await File.ReadAllTextAsync(Path.Combine(Training, "t1-read-a-btrace.ipynb"), Stop);
        await File.WriteAllTextAsync(
            Path.Combine(lessons, "t1-read-a-btrace.ipynb"),
            asked.Aggregate(notebook, (text, name) => text.Replace($"Lab.Answer(\\\"{name}\\\", {name})", name, StringComparison.Ordinal)),
            Stop
        );

        (int code, string output, string error) = await Lab("pack", "--dir", lessons, "-o", _folder["pack"], "--key", key);

        Assert.True(code == 0, output + error);
        Assert.Contains("- **bios**: 6\n", await File.ReadAllTextAsync(_folder["pack/answers.md"], Stop), StringComparison.Ordinal);
        Assert.Contains(
            "bios: 6 is right",
            await File.ReadAllTextAsync(_folder["pack/solutions/t1-read-a-btrace.ipynb"], Stop),
            StringComparison.Ordinal
        );
        string slides = await File.ReadAllTextAsync(_folder["pack/slides.html"], Stop);
        Assert.Equal(4, slides.Split("<section>").Count(slide => slide.Contains("<svg", StringComparison.Ordinal)));
        Assert.Contains("name=\"viewport\"", slides, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", slides, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", slides, StringComparison.OrdinalIgnoreCase);
        Assert.All(["agenda.md", "poster.html", "glossary.md"], name => Assert.True(File.Exists(_folder["pack/" + name])));
        Assert.False(Directory.Exists(_folder["pack/solutions/sealed"]));
    }

    [Fact]
    public async Task A_pack_is_not_made_where_trainees_get_their_exercises_from()
    {
        (int code, _, string error) = await Lab("pack", "-o", Path.Combine(Training, "pack"));

        Assert.Equal(2, code);
        Assert.Contains("name a folder elsewhere", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Training, "pack")));
    }

    [Fact]
    public async Task A_pack_is_not_made_with_another_key()
    {
        await Lab("key", "-o", _folder["other.pem"]);

        (int code, _, string error) = await Lab("pack", "-o", _folder["pack"], "--key", _folder["other.pem"]);

        Assert.Equal(2, code);
        Assert.Contains("was sealed to the key ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["pack"]));
    }

    [Fact]
    public void What_the_repository_holds_for_instructors_names_no_cold_case() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Training, "instructor")),
            file => Assert.DoesNotMatch("case-[b-k]", File.ReadAllText(file))
        );

    private static Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunAsync(RepositoryFolder.Root, ["lab", .. arguments]);
}
