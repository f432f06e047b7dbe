namespace NotebookKit.Cli.Tests.Training;

/// <summary>What a lab takes of others' folders, and what it leaves of one's own.</summary>
public sealed class LabFaultTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Mine => _folder["mine"];

    private string Given => Path.Combine(_folder["class"], "sealed", "case-b");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_case_begun_again_keeps_what_the_trainee_laid_beside_the_captures()
    {
        await Class();
        await Lab("start", "case-b", "--from", _folder["class"], "--dir", Mine);
        string own = Path.Combine(Mine, "sealed", "case-b", "notes.txt");
        await File.WriteAllTextAsync(own, "mine", Stop);
        string capture = Directory.GetFiles(Path.Combine(Mine, "sealed", "case-b"), "*.gz")[0];
        await File.WriteAllTextAsync(capture, "damaged", Stop);

        (int code, _, string error) = await Lab("start", "case-b", "--from", _folder["class"], "--dir", Mine);

        Assert.True(code == 0, error);
        Assert.Equal("mine", await File.ReadAllTextAsync(own, Stop));
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(Given, Path.GetFileName(capture)), Stop),
            await File.ReadAllBytesAsync(capture, Stop)
        );
    }

    [Fact]
    public async Task A_pipe_among_a_class_s_files_is_no_score_and_no_wait()
    {
        await Lab("start", "case-b", "--dir", Mine);
        Tool.Must("mkfifo", _folder["lab.json"]);

        (int code, _, string error) = await Lab("score", _folder["lab.json"], "--dir", Mine);

        Assert.True(code == 2, error);
        Assert.Contains("is a named pipe", error, StringComparison.Ordinal);
    }

    // A class's folder with one case of the repository's.
    private async Task Class()
    {
        string source = Path.Combine(RepositoryFolder.Root, "notebooks", "training");
        Directory.CreateDirectory(Given);
        foreach (string file in Directory.GetFiles(Path.Combine(source, "sealed", "case-b")))
        {
            await File.WriteAllBytesAsync(Path.Combine(Given, Path.GetFileName(file)), await File.ReadAllBytesAsync(file, Stop), Stop);
        }

        File.Copy(Path.Combine(source, "case-b.ipynb"), Path.Combine(_folder["class"], "case-b.ipynb"));
    }

    private static Task<(int ExitCode, string Output, string Error)> Lab(params string[] arguments) =>
        Notebookkit.RunAsync(RepositoryFolder.Root, ["lab", .. arguments]);
}
