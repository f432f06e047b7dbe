namespace NotebookKit.Tests.Plots;

/// <summary>Holds small figures to approved files; a mismatch writes <c>.received</c> beside the approved one and never edits it.</summary>
public class ApprovedFigureTests
{
    private static readonly (string Name, Figure Figure)[] Small =
    [
        (
            "cdf",
            Plot.Cdf(("plain", [1.1, 1.2, 1.9]), ("defect", [0.08, 0.09, 0.11, 3]))
                .Title("D2C")
                .Subtitle("per request")
                .XAxis("D2C", "ms", log: true)
                .VLine(0.1, "100 µs")
        ),
        (
            "grouped-bars",
            Plot.Bar(["dm-3", "nvme0n1"], ("plain", [512.0, 512]), ("defect", [512.0, 8])).Title("Size at D").YAxis("size", "sectors")
        ),
        ("heatmap", Plot.Heatmap([0.0, 1, 1, 2], [0.1, 0.1, 10, 100], 3, 4).Title("Latency").XAxis("time", "s").YAxis("D2C", "ms")),
        ("layers", Plot.Layers(("dm-3", "snapshot", "512 sectors"), ("nvme0n1", "", "8 sectors")).Title("Stack")),
    ];

    [Fact]
    public void Figures_equal_their_approved_files()
    {
        var wrong = new List<string>();
        foreach (var (name, figure) in Small)
        {
            Compare(name + ".svg", figure.ToSvg(), wrong);
            Compare(name + ".json", figure.ToJson() + "\n", wrong);
            Compare(name + ".txt", figure.ToText() + "\n", wrong);
        }
        Assert.True(
            wrong.Count == 0,
            "Differs from the approved file; look at the .received file and rename it if it is right: " + string.Join(", ", wrong)
        );
    }

    private static void Compare(string file, string received, List<string> wrong)
    {
        var folder = Path.Combine(Root(), "tests", "NotebookKit.Tests", "Plots", "fixtures");
        var approved = Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".approved" + Path.GetExtension(file));
        if (File.Exists(approved) && File.ReadAllText(approved) == received)
            return;
        File.WriteAllText(Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".received" + Path.GetExtension(file)), received);
        wrong.Add(file);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NotebookKit.sln")))
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("No NotebookKit.sln above " + AppContext.BaseDirectory);
        return folder;
    }
}
