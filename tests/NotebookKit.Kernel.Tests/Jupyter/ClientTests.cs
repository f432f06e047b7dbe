using System.Text.RegularExpressions;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>The kernel under Jupyter's own clients, from Debian.</summary>
public sealed class ClientTests : IDisposable
{
    private readonly JupyterFolder _jupyter = new();

    [Fact]
    public void Every_protocol_test_that_jupyter_offers_passes_and_none_is_skipped()
    {
        JupyterFolder.Needs("jupyter_kernel_test", "python3-jupyter-kernel-test");

        (int code, string output) = _jupyter.Script("kernel_protocol_test.py", "-v");

        Assert.True(code == 0, output);
        Assert.Equal(12, Regex.Count(output, @"\.\.\. ok$", RegexOptions.Multiline));
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupts_input_restart_abort_and_dying_cells_reach_the_client()
    {
        JupyterFolder.Needs("jupyter_client", "python3-jupyter-client");

        (int code, string output) = _jupyter.Script("kernel_behaviour_test.py", "-v");

        Assert.True(code == 0, output);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    public void Dispose() => _jupyter.Dispose();
}
