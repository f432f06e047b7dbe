using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>The notebooks in dotnet-repl, which runs .NET Interactive in a terminal.</summary>
[Collection("runs")]
public sealed class DotnetReplTests : IDisposable
{
    private const string Package = "dotnet-repl";
    private const string Version = "0.3.259";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("repl-");

    public static TheoryData<string> Notebooks => NotebookClientTests.Notebooks;

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void No_cell_fails_and_no_output_is_missing(string name)
    {
        RealHosts.Needed();
        LoopbackOnly.Needed();
        string source = Path.Combine(RepositoryFolder.Notebooks, name),
            target = Path.Combine(_folder.FullName, name);

        (int code, string output) = LoopbackOnly
            .Of(Repl(RepositoryFolder.Notebooks))
            .Run("--run", source, "--exit-after-run", "--output-format", "ipynb", "--output-path", target);

        Assert.True(code == 0, output);
        NotebookCell[] committed = Code(source),
            ran = Code(target);
        Assert.Equal(committed.Length, ran.Length);
        foreach ((NotebookCell ours, NotebookCell theirs) in committed.Zip(ran))
        {
            Assert.DoesNotContain(theirs.Outputs, result => result!["output_type"]!.ToString() == "error");
            Assert.True(
                theirs.Outputs.Count >= ours.Outputs.Count,
                $"cell {ours.ExecutionCount} shows {theirs.Outputs.Count} outputs, {ours.Outputs.Count} are committed"
            );
        }
    }

    [Fact]
    public void A_cell_that_fails_would_be_seen()
    {
        RealHosts.Needed();
        LoopbackOnly.Needed();
        string source = Path.Combine(_folder.FullName, "fails.ipynb"),
            target = Path.Combine(_folder.FullName, "failed.ipynb");
        File.WriteAllText(source, Scratch.Of("1 + 1", "throw new System.InvalidOperationException(\"no\");").ToJson());

        (int code, _) = LoopbackOnly
            .Of(Repl(_folder.FullName))
            .Run("--run", source, "--exit-after-run", "--output-format", "ipynb", "--output-path", target);

        Assert.True(code != 0 || Code(target).Any(cell => cell.Outputs.Any(result => result!["output_type"]!.ToString() == "error")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private HostProgram Repl(string folder) =>
        new(Path.Combine(DotnetTool.Folder(Package, Version), "dotnet-repl"))
        {
            Folder = folder,
            Environment = DotnetTool.Quiet(_folder.CreateSubdirectory("home").FullName),
        };

    private static NotebookCell[] Code(string path) => [.. NotebookDocument.Load(path).Cells.Where(cell => cell.Kind == CellKind.Code)];
}
