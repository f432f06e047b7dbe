using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>The notebooks in Microsoft's own kernel, .NET Interactive, under nbclient.</summary>
[Collection("runs")]
public sealed class MicrosoftKernelTests : IDisposable
{
    private const string Package = "Microsoft.dotnet-interactive";
    private const string Version = "1.0.712001";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("interactive-");

    public static TheoryData<string> Notebooks => NotebookClientTests.Notebooks;

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_cell_gives_the_committed_outputs(string name) => GivesTheCommittedOutputs(Path.Combine(RepositoryFolder.Notebooks, name));

    // Our own run is held to the same outputs of the same notebook (PackagesInCellsTests).
    [Fact]
    public void A_notebook_filters_with_Data_Analysis_plots_with_XPlot_trains_with_ML_NET_and_runs_with_CliWrap() =>
        GivesTheCommittedOutputs(Path.Combine(RepositoryFolder.Root, "tests", "data", "packages", "packages.ipynb"));

    public void Dispose() => _folder.Delete(recursive: true);

    private void GivesTheCommittedOutputs(string source)
    {
        RealHosts.Needed();
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        LoopbackOnly.Needed();
        string target = Path.Combine(_folder.FullName, Path.GetFileName(source));

        (int code, string output) = LoopbackOnly.Of(Client()).Run(source, target);

        Assert.True(code == 0, output);
        Assert.Equal("", string.Join(Environment.NewLine, InteractiveOutputs.Differences(NotebookDocument.Load(source), NotebookDocument.Load(target))));
    }

    // nbclient, which finds this kernel and no other.
    private HostProgram Client()
    {
        string tool = DotnetTool.Folder(Package, Version);
        Dictionary<string, string> settings = DotnetTool.Quiet(_folder.CreateSubdirectory("home").FullName);
        string jupyter = RealHosts.Folder($"{Package.ToLowerInvariant()}-{Version}-jupyter", folder => new HostProgram(Path.Combine(tool, "dotnet-interactive")) { Environment = settings }
            .RunWell("jupyter", "install", "--path", Directory.CreateDirectory(Path.Combine(folder, "kernels")).FullName));
        foreach ((string name, string value) in JupyterFolder.Settings(_folder.FullName))
        {
            settings[name] = value;
        }

        // The kernel's spec says "dotnet interactive", for which dotnet looks on the path.
        settings["PATH"] = tool + ":" + Environment.GetEnvironmentVariable("PATH");
        settings["JUPYTER_PATH"] = jupyter;
        return JupyterFolder.Python(Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", "Jupyter", "run_with_nbclient.py")) with { Environment = settings };
    }
}
