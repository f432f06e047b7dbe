using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Tests.Running;

public sealed class RunCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_notebook_that_passes_is_written_to_records_and_the_original_is_left_alone()
    {
        _folder.Write("a.ipynb", "md:# Small", "6 * 7");
        string before = File.ReadAllText(_folder["a.ipynb"]);

        (int code, string output, string error) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(0, code);
        Assert.Equal("42", _folder.Read("records/a.ipynb").Plain("c1"));
        Assert.Equal(before, File.ReadAllText(_folder["a.ipynb"]));
        Assert.StartsWith("a passed (1 of 1 cells, ", output, StringComparison.Ordinal);
        Assert.EndsWith("1 of 1 notebook passed, 0 findings\n", output, StringComparison.Ordinal);
        Assert.Contains("a: cell 1/1 at ", error, StringComparison.Ordinal);
        Assert.Contains(": Small", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output + error);
    }

    [Fact]
    public async Task Long_work_tells_how_far_it_is_in_plain_lines()
    {
        _folder.Write(
            "a.ipynb",
            "using (var bar = Progress(\"reading\", 2000)) { for (int i = 0; i < 4; i++) { System.Threading.Thread.Sleep(200); bar.Advance(500); } }"
        );

        (int code, _, string error) = await _folder.RunAsync("a.ipynb");

        string[] lines = [.. error.Split('\n').Where(line => line.StartsWith("reading: ", StringComparison.Ordinal))];
        Assert.Equal(0, code);
        Assert.InRange(lines.Length, 2, 5);
        Assert.Matches(@"^reading: \d,?\d* of 2,000 \(\d+%\)", lines[0]);
        Assert.Matches(@"^reading: 2,000 of 2,000 \(100%\) in \d+\.\d s$", lines[^1]);
    }

    [Fact]
    public async Task Records_go_to_the_repository_around_the_current_folder()
    {
        _folder.Write("deep/down/a.ipynb", "1");
        Directory.CreateDirectory(_folder[".git"]);

        (int code, string output, _) = await Notebookkit.RunAsync(_folder["deep/down"], "run", "a.ipynb");

        Assert.Equal(0, code);
        Assert.Contains("../../records/a.ipynb", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["records/a.ipynb"]));
    }

    [Fact]
    public async Task A_failing_notebook_is_written_with_its_error_and_the_others_still_run()
    {
        _folder.Write("books/1.ipynb", "int zero = 0;", "1 / zero", "\"never\"");
        _folder.Write("books/sub/2.ipynb", "\"ran\"");

        (int code, string output, _) = await _folder.RunAsync("books", "--out", "out");

        Assert.Equal(1, code);
        NotebookDocument failed = _folder.Read("out/1.ipynb");
        Assert.Equal("DivideByZeroException", failed.Cells[1].Outputs[0]!["ename"]!.GetValue<string>());
        Assert.Empty(failed.Cells[2].Outputs);
        Assert.Equal("failed", RunRecord.Of(failed)!.Result);
        Assert.Equal("ran", _folder.Read("out/sub/2.ipynb").Plain("c0"));
        Assert.Contains("cell 2 of books/1.ipynb: DivideByZeroException", output, StringComparison.Ordinal);
        Assert.Contains("at cell 2 line 1: 1 / zero", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 notebooks passed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_in_place_writes_the_notebook_itself_and_nothing_else()
    {
        _folder.Write("a.ipynb", new JsonObject { ["theirs"] = new JsonObject { ["x"] = 1 } }, "md:text", "\"new\"");

        (int code, _, _) = await _folder.RunAsync("--in-place", "a.ipynb");

        Assert.Equal(0, code);
        NotebookDocument ran = _folder.Read("a.ipynb");
        Assert.Equal("new", ran.Plain("c1"));
        Assert.Equal(1, ran.Metadata["theirs"]!["x"]!.GetValue<int>());
        Assert.Equal(["a.ipynb"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_cell_that_takes_too_long_fails()
    {
        _folder.Write("a.ipynb", "while (true) { }");

        (int code, string output, _) = await _folder.RunAsync("a.ipynb", "--timeout", "1.5");

        Assert.Equal(1, code);
        Assert.Contains("cell 1 of a.ipynb: Timeout: the cell took longer than the 1.5 s it may take", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Environment.Exit(0);", 1, "a cell ended the whole process (Environment.Exit)")]
    [InlineData(
        "new System.Threading.Thread(() => throw new TimeoutException(\"late\")).Start();\nawait Task.Delay(-1);",
        134,
        "a thread that a cell started threw and ended the process: TimeoutException: late"
    )]
    public async Task A_cell_that_ends_the_process_is_a_failure_and_what_ran_is_written(string ends, int expected, string why)
    {
        _folder.Write("books/1.ipynb", "\"before\"", ends);
        _folder.Write("books/2.ipynb", "2");

        (int code, _, string error) = await _folder.RunAsync("books");

        Assert.Equal(expected, code);
        Assert.Contains($"1: failed: {why}; what ran is in records/1.ipynb, later notebooks did not run", error, StringComparison.Ordinal);
        NotebookDocument record = _folder.Read("records/1.ipynb");
        Assert.Equal("before", record.Plain("c0"));
        Assert.Equal(why, record.Cells[1].Outputs[^1]!["evalue"]!.GetValue<string>());
    }

    [Fact]
    public async Task Findings_that_a_notebook_shows_are_printed_with_number_unit_and_confidence()
    {
        _folder.Write(
            "a.ipynb",
            $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit;",
            "new Findings(\"t\").Add(\"Requests are \\u001b[31msmall\", 64, \"times as many\", basis: \"counted\", confidence: ConfidenceLevel.High, severity: Severity.Critical)"
        );

        (int code, string output, _) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(0, code);
        Assert.Contains(@"critical   Requests are \x1b[31msmall [64 times as many] (high confidence)", output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 notebook passed, 1 finding", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_of_a_folder_that_needs_a_missing_program_is_left_out_and_said_but_run_when_named()
    {
        var needs = new JsonObject { ["notebookkit"] = new JsonObject { ["requires"] = new JsonArray("sh", "no-such-program") } };
        _folder.Write("books/1.ipynb", "1");
        _folder.Write("books/2.ipynb", needs, "2");

        (int code, string output, string error) = await _folder.RunAsync("books");
        (int named, _, _) = await _folder.RunAsync("books/2.ipynb");

        Assert.Equal(0, code);
        Assert.Contains("1 of 1 notebook passed", output, StringComparison.Ordinal);
        Assert.Contains("note: 2 is left out: it needs no-such-program, which is not installed here", error, StringComparison.Ordinal);
        Assert.Equal(0, named);
    }

    public void Dispose() => _folder.Dispose();
}
