namespace NotebookKit.Cli.Tests.Summaries;

/// <summary>Holds the code that the build compiles ahead of time against the same code
/// compiled at run time: the compiler for the first has had faults.</summary>
public sealed class CompiledAheadTests
{
    private static readonly (string, string) AtRunTime = ("DOTNET_ReadyToRun", "0");

    public static TheoryData<string> Recordings =>
        ["snapshot-nomerges2", "snapshot-nomerges1", "origin-write-cow", "fdatasync-log", "io-errors", "article-4.4", "stalls"];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Every_number_of_a_recording_is_the_same(string recording)
    {
        string[] summarize = ["summarize", "data/" + recording, "--json"];
        (int code, string ahead, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, summarize);
        (int codeAtRunTime, string atRunTime, _) = await Notebookkit.RunWithAsync(AtRunTime, summarize);
        Assert.Equal((0, 0), (code, codeAtRunTime));
        Assert.Equal(atRunTime, ahead);
    }

    [Theory]
    [InlineData("data/snapshot-nomerges2/blktrace")]
    [InlineData("data/snapshot-nomerges2/perf-block.data.gz")]
    [InlineData("data/snapshot-nomerges2/perf-block.script.txt.gz")]
    [InlineData("data/snapshot-nomerges2/btrace.txt.gz")]
    public async Task Every_streamed_number_of_a_capture_is_the_same(string capture)
    {
        string[] summarize = ["summarize", "--stream", "--json", capture];
        (int launcherCode, string launcher, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, summarize);
        (int code, string ahead, _) = await Notebookkit.RunProgramAsync(Notebookkit.CommandProgram, null, summarize);
        (int codeAtRunTime, string atRunTime, _) = await Notebookkit.RunProgramAsync(Notebookkit.CommandProgram, AtRunTime, summarize);
        Assert.Equal((0, 0, 0), (launcherCode, code, codeAtRunTime));
        Assert.Equal(atRunTime, ahead);
        Assert.Equal(atRunTime, launcher);
    }
}
