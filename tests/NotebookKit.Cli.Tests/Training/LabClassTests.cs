using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Training;

/// <summary>Tomorrow's class: fresh key, fresh cases, trainees who begin, answer and are graded.</summary>
public sealed class LabClassTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Class => _folder["class"];

    private string Key => _folder["teacher.pem"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_class_is_made_of_what_the_virtual_lab_left_and_each_trainee_is_graded_by_the_key()
    {
        Made("r001", "stalls", "stalls", confirmed: true);
        Made("r002", "standard-maxsectors4", "max-sectors", confirmed: true);
        Made("r003", "io-errors", "io-errors", confirmed: false);
        await Lab("key", "-o", Key);

        (int code, string output, string error) = await Lab("class", _folder["made"], "-o", Class, "--key", Key + ".pub");
        string ada = await Answered("ada", "case-01", "stalls"),
            bob = await Answered("bob", "case-01", "max-sectors");
        (int graded, string score, string fault) = await Lab(
            "score",
            "--dir",
            Class,
            "--key",
            Key,
            ada,
            bob,
            "--html",
            _folder["class.html"]
        );

        Assert.True(code == 1, output + error);
        Assert.Contains("r003: left out: the label of ", output, StringComparison.Ordinal);
        Assert.Contains("2 cases, sealed to the key ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("stalls", output, StringComparison.Ordinal);
        Assert.Equal(
            ["case-01.ipynb", "case-02.ipynb", "glossary.md"],
            Directory.GetFiles(Class).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "Lab.Start(\\\"case-02\\\")",
            await File.ReadAllTextAsync(Path.Combine(Class, "case-02.ipynb"), Stop),
            StringComparison.Ordinal
        );
        Assert.True(graded == 0, fault);

        // One of the two is right, and which of them, the order drawn says.
        Assert.Single(
            new[] { "ada\ncase-01  50 of 100", "bob\ncase-01  50 of 100" },
            right => score.Contains(right, StringComparison.Ordinal)
        );
        Assert.Single(
            new[] { "ada\ncase-01  -25 of 100", "bob\ncase-01  -25 of 100" },
            wrong => score.Contains(wrong, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("the instructor's key grades the rest", score, StringComparison.Ordinal);
        Assert.Contains("ada", await File.ReadAllTextAsync(_folder["class.html"], Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_for_self_study_passes_the_authors_gate_without_the_key()
    {
        await Lab("key", "-o", Key);

        (int code, string output, string error) = await Lab(
            "class",
            "data/stalls",
            "-o",
            Class,
            "--key",
            Key + ".pub",
            "--self-study",
            "--story",
            "It \"hangs\" now & then."
        );
        (int gate, string checked_, string fault) = await Lab("dev", "check", Class);
        (int again, _, string refused) = await Lab("class", "data/stalls", "-o", Class, "--key", Key + ".pub");

        Assert.True(code == 0, output + error);
        Assert.True(gate == 0, checked_ + fault);
        Assert.Matches("^case-01 +ok; solved 100 of 100, diagnose gets \\d+\n$", checked_);
        string title = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Class, "case-01.ipynb"), Stop))!["cells"]![0]!["source"]![
            0
        ]!.GetValue<string>();
        Assert.Equal("# case-01 · It \"hangs\" now & then\n", title);
        Assert.Equal(2, again);
        Assert.Contains("is not empty", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_takes_no_other_exercise_of_the_same_name_for_ones_own()
    {
        await Lab("key", "-o", Key);
        await Lab("class", "data/stalls", "-o", Class, "--key", Key + ".pub");
        await Lab("start", "case-01", "--from", Class, "--dir", _folder["mine"]);
        string notebook = _folder["mine/case-01.ipynb"];
        await File.AppendAllTextAsync(notebook, "\n", Stop);

        (int here, string kept, _) = await Lab("reset", "case-01", "--dir", _folder["mine"]);
        bool moved = File.Exists(notebook + ".before");
        (int there, string anew, _) = await Lab("reset", "case-01", "--dir", _folder["mine"], "--from", Class);

        Assert.Equal((0, 0), (here, there));
        Assert.Contains("--from names where it came from", kept, StringComparison.Ordinal);
        Assert.False(moved);
        Assert.Contains("begun anew", anew, StringComparison.Ordinal);
        Assert.True(File.Exists(notebook + ".before"));
    }

    private async Task<string> Answered(string who, string id, string cause)
    {
        string mine = _folder[who];
        (int began, string said, string error) = await Lab("start", id, "--from", Class, "--dir", mine, "--name", who);
        Assert.True(began == 0, said + error);
        string notebook = Path.Combine(mine, id + ".ipynb");
        await File.WriteAllTextAsync(
            notebook,
            (await File.ReadAllTextAsync(notebook, Stop)).Replace(
                "Lab.Answer(\\\"cause\\\", \\\"\\\")",
                $"Lab.Answer(\\\"cause\\\", \\\"{cause}\\\")",
                StringComparison.Ordinal
            ),
            Stop
        );
        (int checked_, string output, string fault) = await Lab("check", id, "--dir", mine);
        Assert.True(checked_ == 1, output + fault);
        return Path.Combine(mine, "lab.json");
    }

    private void Made(string name, string recording, string label, bool confirmed)
    {
        string from = Path.Combine(RepositoryFolder.Data, recording),
            to = Path.Combine(_folder["made"], "recordings", name);
        foreach (
            string file in Directory
                .GetFiles(from, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "recording.json")
        )
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.CreateDirectory(_folder["made/labels"]);
        File.WriteAllText(
            _folder[$"made/labels/{name}.json"],
            new JsonObject
            {
                ["schema"] = "notebookkit-lab-label",
                ["label"] = label,
                ["confirmed"] = confirmed,
            }.ToJsonString()
        );
    }

    private static Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunAsync(RepositoryFolder.Root, ["lab", .. arguments]);
}
