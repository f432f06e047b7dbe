using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>The notebooks in Microsoft's own kernel, .NET Interactive, under nbclient.</summary>
[Collection("runs")]
public sealed class MicrosoftKernelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("interactive-");

    public static TheoryData<string> Notebooks => NotebookClientTests.Notebooks;

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_cell_gives_the_committed_outputs(string name) =>
        GivesTheCommittedOutputs(Path.Combine(RepositoryFolder.Notebooks, name));

    // Our own run is held to the same outputs of the same notebook (PackagesInCellsTests).
    [Fact]
    public void A_notebook_filters_with_Data_Analysis_plots_with_XPlot_trains_with_ML_NET_and_runs_with_CliWrap() =>
        GivesTheCommittedOutputs(Path.Combine(RepositoryFolder.Root, "tests", "data", "packages", "packages.ipynb"));

    // Our own runs are held to the same outputs (PolyglotTests, PolyglotClientTests). It has no shell.
    [Fact]
    public void A_notebook_of_CSharp_SQL_HTML_and_JavaScript_cells_that_share_values_gives_its_committed_outputs()
    {
        JsonNode book = JsonNode.Parse(File.ReadAllText(PolyglotClientTests.Polyglot))!;
        JsonArray cells = book["cells"]!.AsArray();
        cells.Remove(cells.Single(cell => cell!["id"]!.ToString() == "shell"));
        foreach (
            JsonNode? line in cells
                .SelectMany(cell => cell!["source"]!.AsArray())
                .Where(line => line!.ToString().Contains("../../..", StringComparison.Ordinal))
                .ToList()
        )
        {
            line!.ReplaceWith(line.ToString().Replace("../../..", RepositoryFolder.Root, StringComparison.Ordinal));
        }

        string source = Path.Combine(_folder.FullName, "polyglot.ipynb");
        File.WriteAllText(source, book.ToJsonString());
        GivesTheCommittedOutputs(
            source,
            Path.Combine(_folder.CreateSubdirectory("ran").FullName, "polyglot.ipynb"),
            "Hosts/DotnetInteractive/run_with_scripts.py"
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void GivesTheCommittedOutputs(string source) =>
        GivesTheCommittedOutputs(source, Path.Combine(_folder.FullName, Path.GetFileName(source)), "Jupyter/run_with_nbclient.py");

    private void GivesTheCommittedOutputs(string source, string target, string client)
    {
        RealHosts.Needed();
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        LoopbackOnly.Needed();

        (int code, string output) = LoopbackOnly
            .Of(MicrosoftKernel.Client(_folder.FullName, DotnetTool.Quiet(_folder.CreateSubdirectory("home").FullName), client))
            .Run(source, target);

        Assert.True(code == 0, output);
        Assert.Equal(
            "",
            string.Join(Environment.NewLine, InteractiveOutputs.Differences(NotebookDocument.Load(source), NotebookDocument.Load(target)))
        );
    }
}
