namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A file that the user named for an output: replaced when the new one is whole,
/// and what else has that name is left alone.</summary>
public sealed class OutputFileTests : IDisposable
{
    private const string Rows = "SELECT md5(i::VARCHAR) AS word FROM range(50000) AS many(i)";
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("text")]
    [InlineData("parquet")]
    public async Task What_was_there_stays_where_the_rows_do_not_fit_on_the_disk(string form)
    {
        string store = await Store();
        string output = _folder["rows"];
        await File.WriteAllTextAsync(output, "of last week", Stop);
        int kibibytes = form == "text" ? 0 : 64;

        (int code, _, string error) = await Notebookkit.RunProgramAsync(
            "/bin/bash",
            ("DOTNET_EnableWriteXorExecute", "0"),
            [
                "-c",
                $"ulimit -f {kibibytes}; exec \"$0\" \"$@\"",
                Notebookkit.Launcher,
                "fleet",
                "query",
                Rows,
                "--store",
                store,
                "--format",
                form,
                "-o",
                output,
            ]
        );

        Assert.True(code == 1, error);
        Assert.Contains("ulimit -f", error, StringComparison.Ordinal);
        Assert.Equal("of last week", await File.ReadAllTextAsync(output, Stop));
        Assert.Equal(
            ["fleet.db", "rows"],
            Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("fleet query -o")]
    [InlineData("fleet query --format parquet -o")]
    [InlineData("lab score --html")]
    [InlineData("record redact --map")]
    public async Task A_pipe_is_not_written_to_and_not_taken_away(string asked)
    {
        string pipe = _folder["pipe"];
        Tool.Must("mkfifo", pipe);

        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, [.. await Command(asked), pipe]);

        Assert.True(code == 1, error);
        Assert.Contains("is a pipe: nothing was written to it", error, StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("test", "-p", pipe).ExitCode);
    }

    [Theory]
    [InlineData("fleet query -o", "of last week")]
    [InlineData("fleet query --format parquet -o", "of last week")]
    [InlineData("lab score --html", "<!DOCTYPE html>of last week")]
    [InlineData("record redact --map", "{}")]
    public async Task Behind_a_link_the_file_is_replaced_and_the_link_stays(string asked, string old)
    {
        string target = _folder["target"];
        string hardLink = _folder["before"];
        await File.WriteAllTextAsync(target, old, Stop);
        Tool.Must("ln", target, hardLink);
        File.CreateSymbolicLink(_folder["link"], target);

        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, [.. await Command(asked), _folder["link"]]);

        Assert.True(code == 0, error);
        Assert.Equal(target, new FileInfo(_folder["link"]).LinkTarget);
        Assert.NotEqual(old, await File.ReadAllTextAsync(target, Stop));
        Assert.Equal(old, await File.ReadAllTextAsync(hardLink, Stop));
    }

    [Fact]
    public async Task The_list_of_names_is_nobody_elses_to_read_though_the_one_before_was()
    {
        string map = _folder["map.json"];
        await File.WriteAllTextAsync(map, "{}", Stop);
        Tool.Must("chmod", "0644", map);

        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, [.. await Command("record redact --map"), map]);

        Assert.True(code == 0, error);
        Assert.Equal("600", Tool.Must("stat", "-c", "%a", map).Trim());
    }

    // The command line but for the output's name.
    private async Task<string[]> Command(string asked)
    {
        string[] words = asked.Split(' ');
        switch (words[0])
        {
            case "fleet":
                return ["fleet", "query", Rows, "--store", await Store(), .. words[2..]];
            case "lab":
                await Notebookkit.RunAsync(RepositoryFolder.Root, "lab", "start", "case-b", "--dir", _folder["mine"]);
                return ["lab", "score", "--dir", _folder["mine"], .. words[2..]];
            default:
                return ["record", "redact", "data/standard", "-o", _folder["redacted.zip"], .. words[2..]];
        }
    }

    private async Task<string> Store()
    {
        string store = "duckdb:" + _folder["fleet.db"];
        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "fleet", "init", "--store", store);
        Assert.True(code == 0, error);
        return store;
    }
}
