using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Running;

/// <summary>Notebooks that only read recordings run several at a time; any other has the host to itself.</summary>
public sealed class RunBesideTests : IDisposable
{
    private readonly TestFolder _folder = new();

    // Says that it is here, waits until the other one was here too or its patience ends,
    // and shows which it was. One that is to meet has much of it.
    private static string Meets(string me, string other, bool patient) =>
        $$"""
            System.IO.File.WriteAllText("{{me}}", "");
            for (int i = 0; i < {{(patient ? 6000 : 100)}} && !System.IO.File.Exists("{{other}}"); i++) System.Threading.Thread.Sleep(20);
            System.IO.File.Exists("{{other}}") ? "met" : "alone"
            """;

    [Theory]
    [InlineData("met", true, "replay", "--jobs", "2")]
    [InlineData("alone", true, "replay", "--jobs", "1")]
    [InlineData("alone", true, "live", "--jobs", "2")]
    [InlineData("alone", false, "replay", "--jobs", "2")]
    [InlineData("alone", true, "replay", "--jobs", "2", "-p", "mode=replay")]
    public async Task Only_those_meet_that_say_they_only_replay(string expected, bool replays, string mode, params string[] options)
    {
        Write("a", "b", replays, mode, expected == "met");
        Write("b", "a", replays, mode, expected == "met");

        (int code, string output, _) = await _folder.RunAsync(["a.ipynb", "b.ipynb", .. options]);

        // The second always finds what the first left behind.
        Assert.Equal(0, code);
        Assert.Equal(expected, Shown("a"));
        Assert.StartsWith("a passed", output, StringComparison.Ordinal);
        Assert.Contains("\nb passed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_of_two_folders_do_not_meet()
    {
        Write("one/a", "../two/b", replays: true, "replay");
        Write("two/b", "../one/a", replays: true, "replay");

        (int code, _, string error) = await _folder.RunAsync("one/a.ipynb", "two/b.ipynb", "--jobs", "4");

        Assert.True(code == 0, error);
        Assert.Equal("alone", Shown("a"));
    }

    [Fact]
    public async Task Each_record_names_the_recordings_of_its_own_cells()
    {
        string library = RepositoryFolder.Library;
        string data = RepositoryFolder.Data;
        string[] names = ["standard", "snapshot-nomerges2", "stalls", "dm-delay"];
        foreach (string name in names)
        {
            Write(
                name,
                "nobody",
                replays: true,
                "replay",
                false,
                $"#r \"{library}\"",
                $"NotebookKit.Host.Replay(\"{Path.Combine(data, name)}\").Name"
            );
        }

        (int code, _, string error) = await _folder.RunAsync([.. names.Select(name => name + ".ipynb"), "--jobs", "4"]);

        Assert.True(code == 0, error);
        Assert.All(
            names,
            name =>
                Assert.Equal(
                    [name],
                    _folder.Read($"records/{name}.ipynb").Metadata["notebookkit"]!["recordings"]!
                        .AsArray()
                        .Select(one => (string?)one!["name"])
                )
        );
    }

    [Fact]
    public async Task One_that_fails_leaves_the_others_alone()
    {
        Write("a", "b", replays: true, "replay");
        Write("b", "a", replays: true, "replay", false, "throw new Exception(\"no\");");

        (int code, string output, _) = await _folder.RunAsync("a.ipynb", "b.ipynb", "--jobs", "2");

        Assert.Equal(1, code);
        Assert.Contains("a passed", output, StringComparison.Ordinal);
        Assert.Contains("b failed", output, StringComparison.Ordinal);
        Assert.EndsWith("1 of 2 notebooks passed, 0 findings\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    public async Task What_is_no_number_of_notebooks_is_refused(string jobs)
    {
        _folder.Write("a.ipynb", "1");
        (int code, _, string error) = await _folder.RunAsync("a.ipynb", "--jobs", jobs);
        Assert.Equal(2, code);
        Assert.Contains($"--jobs: expected 1 to 64, not \"{jobs}\"", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Shown(string name) => Outputs.Text(_folder.Read($"records/{name}.ipynb").Cells[^1].Outputs[^1]!["data"]!["text/plain"]);

    private void Write(string name, string other, bool replays, string mode, bool patient = false, params string[] more) =>
        _folder.Write(
            $"{name}.ipynb",
            new JsonObject { ["notebookkit"] = replays ? new JsonObject { ["replays"] = true } : new JsonObject() },
            [$"parameters:var mode = \"{mode}\";", .. more, Meets(Path.GetFileName(name), other, patient)]
        );
}
