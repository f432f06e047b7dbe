namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Where there is no room for temporary files, that is said; nothing is judged of half an archive.</summary>
public sealed class TemporaryRoomTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public TemporaryRoomTests() =>
        System.IO.Compression.ZipFile.CreateFromDirectory(Path.Combine(RepositoryFolder.Root, "data", "standard"), _folder["std.zip"]);

    [Theory]
    [InlineData("import", "std.zip", "-o", "case")]
    [InlineData("diagnose", "std.zip")]
    [InlineData("record", "redact", "DATA", "-o", "out.zip")]
    public async Task A_folder_that_is_not_there_is_named(params string[] command)
    {
        foreach (string place in new[] { "/nonexistent/", "/proc/" })
        {
            (int code, string output, string error) = await RunAsync(place, command);

            Assert.True(code is 1 or 2, $"{code}: {output}{error}");
            Assert.Contains($"{place}, the folder for temporary files (TMPDIR), cannot be used", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["case"]));
        }
    }

    [Theory]
    [InlineData("import", 2)]
    [InlineData("diagnose", 2)]
    [InlineData("summarize", 1)]
    public async Task One_that_is_too_small_gives_no_verdict(string command, int expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has("mount"), "needs root, to mount a small file system");
        string small = Directory.CreateDirectory(_folder["small"]).FullName;
        Tool.Must("mount", "-t", "tmpfs", "-o", "size=200k", "none", small);
        try
        {
            (int code, string output, string error) = await RunAsync(
                small + "/",
                command == "import" ? [command, "std.zip", "-o", "case"] : [command, "std.zip"]
            );

            Assert.True(code == expected, $"{code}: {output}{error}");
            Assert.Empty(output);
            Assert.Contains("set TMPDIR to one with more room", error, StringComparison.Ordinal);
            Assert.DoesNotContain(" 0 MiB", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["case"]));
            Assert.Empty(Directory.GetFileSystemEntries(small));
        }
        finally
        {
            Tool.Run("umount", small);
        }
    }

    [Fact]
    public async Task A_damaged_recording_keeps_no_other_out_of_a_fleet()
    {
        Directory.CreateDirectory(_folder["fleet/bad"]);
        await File.WriteAllTextAsync(_folder["fleet/bad/recording.json"], "{", TestContext.Current.CancellationToken);
        Tool.Must("cp", "-r", Path.Combine(RepositoryFolder.Root, "data", "standard"), _folder["fleet/good"]);

        (int code, string output, string error) = await Notebookkit.RunAsync(
            _folder.Path,
            "fleet",
            "add",
            "fleet",
            "--store",
            "duckdb:" + _folder["f.db"]
        );

        Assert.True(code == 1, output + error);
        Assert.Contains("1 recordings added", output, StringComparison.Ordinal);
        Assert.Contains("1 could not be read", output, StringComparison.Ordinal);
        Assert.Contains("fleet/bad", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string place, string[] command) =>
        await Task.Run(() =>
            Tool.Run(
                "/usr/bin/env",
                [
                    "--chdir=" + _folder.Path,
                    "TMPDIR=" + place,
                    Notebookkit.Launcher,
                    .. command.Select(word => word == "DATA" ? Path.Combine(RepositoryFolder.Root, "data", "standard") : word),
                ]
            )
        );
}
