namespace NotebookKit.Cli.Tests.Training;

/// <summary>What the virtual lab refuses before it boots or fetches anything.</summary>
public sealed class LabVmTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_no_scenario_run_lists_those_there_are()
    {
        (int exit, string output, _) = await Lab("run");

        Assert.Equal(0, exit);
        Assert.Contains(
            "snapshot-nomerges2              the defect: read-only LVM snapshot, merging off\n",
            output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("there is no scenario nowhere, and no file of that name; there are app-small-direct", "run", "nowhere")]
    [InlineData("standard is named twice", "run", "standard", "standard")]
    [InlineData("there is no kernel 4.4 here; there are 5.10, 6.1, 6.12, 7.x", "run", "standard", "--kernel", "4.4")]
    [InlineData(
        "--mirror: expected an address such as http://MIRROR/debian, found \"no [trusted=yes] one\"",
        "prepare",
        "--mirror",
        "no [trusted=yes] one"
    )]
    [InlineData("a shell needs a terminal", "shell")]
    public async Task What_cannot_be_meant_is_wrong_usage(string expected, params string[] arguments)
    {
        (int exit, _, string error) = await Lab(arguments);

        Assert.Equal(2, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_of_ones_own_with_a_fault_is_refused_with_file_line_and_column()
    {
        string mine = _folder["mine.scenario"];
        await File.WriteAllTextAsync(mine, "title     mine\nlabel     healthy\nstack     raid9\n", TestContext.Current.CancellationToken);

        (int exit, _, string error) = await Lab("run", mine);

        Assert.Equal(2, exit);
        Assert.Contains("mine.scenario line 3 column 11: expected one of ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_that_is_not_prepared_is_told_with_the_command_that_prepares_it()
    {
        string output = _folder["case"];
        (int exit, _, string error) = await Notebookkit.RunWithAsync(
            ("XDG_CACHE_HOME", _folder["cache"]),
            "lab",
            "vm",
            "run",
            "standard",
            "--kernel",
            "6.12",
            "-o",
            output
        );

        Assert.Equal(1, exit);
        Assert.Contains("notebookkit lab vm prepare --kernel 6.12", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_left_alone()
    {
        string output = Directory.CreateDirectory(_folder["case"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(output, "mine.txt"), "", TestContext.Current.CancellationToken);

        (int exit, _, string error) = await Lab("run", "standard", "-o", output);

        Assert.Equal(2, exit);
        Assert.Contains("is not empty", error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(output));
    }

    private static Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunWithInputAsync([], ["lab", "vm", .. arguments]);
}
