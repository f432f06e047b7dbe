using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary><c>#r "nuget: NotebookKit"</c> brings usings, displays and SQL, in our engine and in Microsoft's kernel.</summary>
[Collection("runs")]
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("package-");
    private readonly LocalFeed _feed = new();

    private string Source
    {
        get
        {
            string source = Path.Combine(_folder.FullName, "package.ipynb");
            File.WriteAllText(
                source,
                Scratch
                    .Of(
                        $"#r \"nuget: NotebookKit, {_feed.Version}\"",
                        "var requests = new DataFrame(new StringDataFrameColumn(\"rwbs\", [\"R\", \"WS\", \"R\"]), new DoubleDataFrameColumn(\"d2c_us\", new double[] { 80, 250, 120 }).In(\"us\"));\nrequests",
                        "#!sql --name counts\nSELECT rwbs, count(*) AS n, max(d2c_us) AS longest FROM requests GROUP BY rwbs ORDER BY rwbs",
                        "#!share --from sql counts\n$\"{counts.Rows.Count} kinds\"",
                        $"#!diagnose {Path.Combine(RepositoryFolder.Root, "data", "snapshot-nomerges2")}",
                        $"#!diagnose {Path.Combine(RepositoryFolder.Root, "data", "standard")} --device nvme0n1"
                    )
                    .ToJson()
            );
            return source;
        }
    }

    [Fact]
    public void In_our_engine()
    {
        NotebookDocument ran = Ours();

        Assert.StartsWith("Installed packages:\n  NotebookKit, 0.0.1-test", ran.Plain(0), StringComparison.Ordinal);
        Assert.Equal("rwbs  d2c_us [us]\nR              80\nWS            250\nR             120\n3 rows × 2 columns\n", ran.Plain(1));
        Assert.Equal("rwbs  n  longest\nR     2      120\nWS    1      250\n2 rows × 3 columns\n", ran.Plain(2));
        Assert.Equal("2 kinds", ran.Plain(3));
        Assert.StartsWith("snapshot-nomerges2: 100 % of the bios that could have merged did not", ran.Plain(4), StringComparison.Ordinal);
        Assert.Contains("nvme0n1: ", ran.Plain(5), StringComparison.Ordinal);
    }

    [Fact]
    public void In_Microsofts_kernel_with_the_same_outputs()
    {
        RealHosts.Needed();
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        LoopbackOnly.Needed();
        string target = Path.Combine(_folder.FullName, "theirs.ipynb"),
            home = _folder.CreateSubdirectory("home").FullName;

        (int code, string output) = LoopbackOnly
            .Of(MicrosoftKernel.Client(_folder.FullName, _feed.Settings(home), "Jupyter/run_with_nbclient.py"))
            .Run(Source, target);

        Assert.True(code == 0, output);
        NotebookDocument ours = Ours(),
            theirs = NotebookDocument.Load(target);
        ours.Cells[0].Outputs.Clear();
        theirs.Cells[0].Outputs.Clear();
        Assert.Equal("", string.Join(Environment.NewLine, InteractiveOutputs.Differences(ours, theirs)));
    }

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Delete(recursive: true);
    }

    private NotebookDocument Ours()
    {
        new HostProgram("dotnet", JupyterFolder.Program)
        {
            Environment = _feed.Settings(_folder.CreateSubdirectory("own-home").FullName),
        }.RunWell("run", Source, "--out", Path.Combine(_folder.FullName, "records"));
        return NotebookDocument.Load(Path.Combine(_folder.FullName, "records", "package.ipynb"));
    }
}
