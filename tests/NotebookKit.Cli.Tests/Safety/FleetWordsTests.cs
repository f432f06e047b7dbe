using System.Diagnostics;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>What a store of a fleet does not do it says: a second statement, an extension
/// of the network's, a store that another uses.</summary>
public sealed class FleetWordsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("SELECT 1 AS n; SELECT 2", "more than one statement")]
    [InlineData("INSTALL httpfs", "INSTALL is not run: nothing is downloaded here")]
    [InlineData("SELECT 1; /* so */ install httpfs", "INSTALL is not run")]
    [InlineData("-- of course\nLOAD httpfs", "LOAD is not run")]
    public async Task What_is_not_run_is_said_and_nothing_shown(string sql, string told)
    {
        await MadeAsync();

        (int code, string output, string error) = await QueryAsync(sql);

        Assert.True(code == 1, output + error);
        Assert.Empty(output);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_speaks_of_it_is_a_text()
    {
        await MadeAsync();

        (int code, string output, string error) = await QueryAsync("SELECT 'a; install b' AS what -- ; load c");

        Assert.True(code == 0, output + error);
        Assert.Contains("a; install b", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_another_program_uses_is_called_that()
    {
        Assert.SkipUnless(Tool.Has("python3"), "needs python3");
        await MadeAsync();
        string hold =
            $"import fcntl,time; f=open('{_folder["f.db"]}','r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print(1, flush=True); time.sleep(600)";
        var start = new ProcessStartInfo("python3", ["-c", hold]) { RedirectStandardOutput = true };
        using Process holder = Process.Start(start)!;
        try
        {
            Assert.Equal("1", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

            (int code, string output, string error) = await QueryAsync("SELECT 1 AS n");

            Assert.True(code == 1, output + error);
            Assert.Contains($"is in use by another program (process {holder.Id}): wait until it ends", error, StringComparison.Ordinal);
        }
        finally
        {
            holder.Kill();
        }
    }

    [Fact]
    public async Task What_to_do_about_a_failure_stands_on_a_line_of_its_own()
    {
        _folder.Write("fails.ipynb", "throw new Exception(\"what went wrong\" + (char)10 + \"what to do\");");

        (int code, string output, string error) = await _folder.RunAsync(_folder["fails.ipynb"], "-o", _folder["out"]);

        Assert.True(code == 1, output + error);
        Assert.Contains("what went wrong\n", output, StringComparison.Ordinal);
        Assert.Contains("    what to do\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_without_a_notebook_is_packed_and_redacted_with_its_recordings_alone()
    {
        (int made, _, string complaint) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "import",
            "data/standard",
            "-o",
            _folder["case"]
        );
        Assert.True(made == 0, complaint);

        (int packed, string output, string error) = await Notebookkit.RunAsync(_folder.Path, "record", "pack", "case", "-o", "p.zip");
        (int redacted, string said, string fault) = await Notebookkit.RunAsync(_folder.Path, "record", "redact", "case", "-o", "r.zip");

        Assert.True(packed == 0, output + error);
        Assert.Contains("0 records, 1 recording", output, StringComparison.Ordinal);
        Assert.Contains("holds no notebook yet, its recordings alone", error, StringComparison.Ordinal);
        Assert.True(redacted == 0, said + fault);
    }

    [Fact]
    public async Task One_of_the_recordings_of_a_pack_can_be_compared()
    {
        (int made, _, string complaint) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "import",
            "data/standard",
            "data/snapshot-nomerges2",
            "-o",
            _folder["case"]
        );
        Assert.True(made == 0, complaint);
        await Notebookkit.RunAsync(_folder.Path, "record", "pack", "case", "-o", "p.zip");

        (int many, _, string which) = await Notebookkit.RunAsync(_folder.Path, "record", "diff", "p.zip", "p.zip");
        (int same, string output, string error) = await Notebookkit.RunAsync(
            _folder.Path,
            "record",
            "diff",
            "p.zip/recordings/standard",
            "p.zip/recordings/standard"
        );
        (int other, string changed, _) = await Notebookkit.RunAsync(
            _folder.Path,
            "record",
            "diff",
            "p.zip/recordings/standard",
            "p.zip/recordings/snapshot-nomerges2"
        );

        Assert.Equal(2, many);
        Assert.Contains(
            "p.zip holds 2 recordings: name the one to compare, such as p.zip/recordings/snapshot-nomerges2",
            which,
            StringComparison.Ordinal
        );
        Assert.True(same == 0, output + error);
        Assert.True(other == 1, changed);
    }

    public void Dispose() => _folder.Dispose();

    private async Task MadeAsync()
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            _folder.Path,
            "fleet",
            "init",
            "--store",
            "duckdb:" + _folder["f.db"]
        );
        Assert.True(code == 0, output + error);
    }

    private Task<(int ExitCode, string Output, string Error)> QueryAsync(string sql) =>
        Notebookkit.RunAsync(_folder.Path, "fleet", "query", sql, "--store", "duckdb:" + _folder["f.db"]);
}
