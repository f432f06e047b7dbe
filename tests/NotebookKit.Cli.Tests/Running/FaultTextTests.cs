namespace NotebookKit.Cli.Tests.Running;

/// <summary>What is said when a command line is wrong, in the user's words and not the framework's.</summary>
public sealed class FaultTextTests
{
    [Theory]
    [InlineData("flame", "nosuch.txt", "no file nosuch.txt")]
    [InlineData("flame", "no/such.txt", "no file no/such.txt: its folder is not there")]
    [InlineData("summarize", "nosuch.txt", "no file nosuch.txt")]
    public async Task A_file_that_is_not_there_is_named_as_it_was_typed(string command, string path, string said)
    {
        using var folder = new TestFolder();

        (int code, _, string error) = await Notebookkit.RunAsync(folder.Path, command, path);

        Assert.Equal(2, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Could not find", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record redact bad -o out.zip")]
    [InlineData("record seal bad")]
    [InlineData("record diff bad bad")]
    [InlineData("record pack bad -o out.zip")]
    [InlineData("diagnose bad")]
    [InlineData("summarize bad")]
    [InlineData("import bad -o case")]
    [InlineData("fleet add bad --store duckdb:f.db")]
    [InlineData("train .")]
    public async Task A_damaged_recording_is_no_fault_of_this_program(string command)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["bad"]);
        await File.WriteAllTextAsync(folder["bad/recording.json"], "{", TestContext.Current.CancellationToken);

        (int code, _, string error) = await Notebookkit.RunAsync(folder.Path, command.Split(' '));

        Assert.True(code is 1 or 2, error);
        Assert.Contains("bad", error, StringComparison.Ordinal);
        Assert.DoesNotContain("a fault of this program", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_typed_shows_what_there_is()
    {
        using var folder = new TestFolder();

        (int code, string help, string error) = await Notebookkit.RunAsync(folder.Path);

        Assert.Equal((2, ""), (code, error));
        Assert.Contains("diagnose", help, StringComparison.Ordinal);
    }

    [Theory, InlineData("summarize -"), InlineData("summarize --stream -"), InlineData("flame -"), InlineData("diagnose -")]
    public void A_closed_standard_input_is_called_that(string command)
    {
        (int code, _, string error) = Tool.Run("sh", "-c", $"'{Notebookkit.Launcher}' {command} <&-");

        Assert.NotEqual(0, code);
        Assert.Contains("a standard stream is closed", error, StringComparison.Ordinal);
    }
}
