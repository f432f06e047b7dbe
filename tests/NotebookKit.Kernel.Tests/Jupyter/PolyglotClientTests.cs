using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>Cells of other languages under a Jupyter client.</summary>
[Collection("runs")]
public sealed class PolyglotClientTests : IDisposable
{
    private readonly JupyterFolder _jupyter = new();

    [Fact]
    public void Nbclient_gives_the_outputs_of_a_headless_run_in_all_languages()
    {
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        string target = Path.Combine(_jupyter.Path, "polyglot.ipynb");

        (int code, string output) = _jupyter.Script("run_with_nbclient.py", Polyglot, target);

        Assert.True(code == 0, output);
        Assert.Equal(
            "",
            string.Join(Environment.NewLine, OutputComparison.Differences(NotebookDocument.Load(Polyglot), NotebookDocument.Load(target)))
        );
    }

    public void Dispose() => _jupyter.Dispose();

    internal static string Polyglot => Path.Combine(RepositoryFolder.Root, "tests", "data", "polyglot", "polyglot.ipynb");
}
