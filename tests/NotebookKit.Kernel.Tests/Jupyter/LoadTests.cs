using System.Globalization;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>Many cells in one kernel. NOTEBOOKKIT_CELLS gives another number of them.</summary>
public sealed class LoadTests
{
    private const string Memory = "GC.GetTotalMemory(true)";

    // Twice: what a finalizer gives up is free after the next one.
    private const string Collect = "for (int i = 0; i < 4; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); }";
    private const string Maps = "System.IO.File.ReadLines(\"/proc/self/maps\").Count()";

    [Fact]
    public void Cells_that_declare_nothing_leave_nothing_in_memory()
    {
        int cells = int.Parse(Environment.GetEnvironmentVariable("NOTEBOOKKIT_CELLS") ?? "600", CultureInfo.InvariantCulture);
        using var kernel = new LiveKernel();
        kernel.Execute("int n = 0;");
        for (int i = 0; i < 200; i++)
        {
            kernel.Execute("n + 1");
        }

        // What the runtime itself takes at one time or another comes once; what a cell leaves comes in every round.
        const int Rounds = 3;
        var left = new List<long>();
        for (int round = 0; round < Rounds; round++)
        {
            long before = long.Parse(kernel.Value(Memory), CultureInfo.InvariantCulture);
            for (int i = 0; i < cells / Rounds; i++)
            {
                kernel.Execute("n + 1");
            }

            long after = long.Parse(kernel.Value(Memory), CultureInfo.InvariantCulture);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{cells / Rounds} cells: {before:#,0} to {after:#,0} bytes, {(after - before) / (cells / Rounds)} a cell"
            );
            left.Add((after - before) / (cells / Rounds));
        }

        // What is kept of each is its text, for the places of errors, and its line of the history.
        left.Sort();
        Assert.True(left[Rounds / 2] <= 1024, $"{string.Join(", ", left)} bytes a cell in {Rounds} rounds");
    }

    // A process may have 65,530 maps (vm.max_map_count), and a loaded assembly is about
    // ten: a kernel that keeps its cells' ends after 7,000.
    [Fact]
    public void Cells_that_declare_nothing_are_unloaded()
    {
        const int Cells = 200;
        using var kernel = new LiveKernel();
        kernel.Execute("int n = 0;");
        kernel.Execute("n + 1");
        kernel.Execute(Collect);
        int before = int.Parse(kernel.Value(Maps), CultureInfo.InvariantCulture);
        for (int i = 0; i < Cells; i++)
        {
            kernel.Execute("n + 1");
        }

        kernel.Execute(Collect);
        int after = int.Parse(kernel.Value(Maps), CultureInfo.InvariantCulture);

        TestContext.Current.TestOutputHelper?.WriteLine($"{Cells} cells: {before:#,0} to {after:#,0} maps");
        Assert.True(after - before < 2 * Cells, $"{Cells} cells left {after - before:#,0} maps");
    }
}
