using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>The packages of the field, used in cells beside the library.</summary>
public sealed class PackagesInCellsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Usings =>
        $"""
        #r "{RepositoryFolder.Library}"
        {string.Join('\n', new[] { "Microsoft.Data.Analysis", "Microsoft.ML.Core", "Microsoft.ML.Data", "Microsoft.ML.DataView", "Microsoft.ML.StandardTrainers", "XPlot.Plotly", "CliWrap" }
            .Select(name => $"#r \"{Path.Combine(Path.GetDirectoryName(RepositoryFolder.Library)!, name + ".dll")}\""))}
        using System.IO;
        using CliWrap;
        using CliWrap.Buffered;
        using Microsoft.Data.Analysis;
        using Microsoft.ML;
        using Microsoft.ML.Data;
        using Microsoft.ML.Trainers;
        using NotebookKit;
        using XPlot.Plotly;
        """;

    [Fact]
    public async Task Every_type_of_XPlot_and_of_ours_that_is_alike_is_used_in_one_cell()
    {
        _folder.Write(
            "a.ipynb",
            Usings,
            """
            Trace[] theirs = [new Scatter { y = new[] { 1, 2 } }, new Bar { y = new[] { 1 } }, new Histogram { x = new[] { 1 } }, new Heatmap { z = new double[,] { { 1 } } }, new Box { y = new[] { 1 } }];
            var layout = new Layout.Layout { title = "theirs", annotations = [new Annotation { text = "a", x = 1, y = 2 }] };
            Figure figure = Plot.Line([1.0, 2], [1.0, 2]);
            string.Join(" ", Chart.Plot(theirs, layout).GetType().Name, figure.GetType().Name, theirs.Length)
            """
        );
        (int code, string output, string error) = await _folder.RunAsync("a.ipynb");
        Assert.True(code == 0, output + error);
        Assert.Equal("PlotlyChart Figure 5", _folder.Read("records/a.ipynb").Plain("c1"));
    }

    // Each room of the library was a namespace that notebooks opened; theirs go on to compile beside the one that there is now.
    [Fact]
    public async Task Usings_of_before_compile_beside_the_one_of_now()
    {
        string[] rooms =
        [
            "Blocks",
            "Capture",
            "Cases",
            "Commits",
            "Diagnosis",
            "Display",
            "Flames",
            "Fleet",
            "Formats",
            "Hosts",
            "Kernels",
            "Knowledge",
            "Pictures",
            "Plots",
            "Redaction",
            "Reports",
            "Results",
            "Sql",
            "Stats",
            "Summaries",
            "Tables",
            "Training",
            "Verification",
            "VirtualLab",
        ];
        _folder.Write(
            "a.ipynb",
            $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit;\n{string.Join('\n', rooms.Select(room => $"using NotebookKit.{room};"))}",
            "new Findings().Count"
        );

        (int code, string output, string error) = await _folder.RunAsync("a.ipynb");

        Assert.True(code == 0, output + error);
        Assert.Equal("0", _folder.Read("records/a.ipynb").Plain("c1"));
    }

    // Microsoft's kernel is held to the same outputs of the same notebook (MicrosoftKernelTests).
    [Fact]
    public async Task A_notebook_filters_with_Data_Analysis_plots_with_XPlot_trains_with_ML_NET_and_runs_with_CliWrap()
    {
        string source = Path.Combine(RepositoryFolder.Root, "tests", "data", "packages", "packages.ipynb");
        (int code, string output, string error) = await Notebookkit.RunAsync(
            Path.GetDirectoryName(source)!,
            "run",
            source,
            "--out",
            _folder["records"]
        );
        Assert.True(code == 0, output + error);
        NotebookDocument record = _folder.Read("records/packages.ipynb");
        Assert.Empty(OutputComparison.Differences(NotebookDocument.Load(source), record));
        Assert.StartsWith("Longest of each phase\nx: ", record.Plain("chart"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_of_XPlot_is_shown_as_a_figure_even_where_a_cell_used_nothing_of_ours_and_no_package_was_loaded()
    {
        _folder.Write(
            "c.ipynb",
            Usings,
            """
            string Loaded() => string.Join(" ", AppDomain.CurrentDomain.GetAssemblies().Select(one => one.GetName().Name).Where(name => name is "XPlot.Plotly" or "FSharp.Core" or "Newtonsoft.Json" || name.StartsWith("Microsoft.ML.Trainers")));
            "before:" + Loaded()
            """,
            """
            var chart = XPlot.Plotly.Chart.Plot(new Scatter { y = new[] { 1, 3, 2 }, name = "</script><script>alert(1)</script>" });
            chart
            """
        );
        (int code, string output, string error) = await _folder.RunAsync("c.ipynb");
        Assert.True(code == 0, output + error);
        Assert.Equal("before:", _folder.Read("records/c.ipynb").Plain("c1"));
        Assert.Contains("n 3, min 1, median 2, max 3", _folder.Read("records/c.ipynb").Plain("c2"), StringComparison.Ordinal);
        string notebook = await File.ReadAllTextAsync(_folder["records/c.ipynb"], TestContext.Current.CancellationToken);
        JsonNode plotly = JsonNode.Parse(notebook)!["cells"]![2]!["outputs"]![0]!["data"]!["application/vnd.plotly.v1+json"]!;
        Assert.Equal("&lt;/script>&lt;script>alert(1)&lt;/script>", (string?)plotly["data"]![0]!["name"]);
        Assert.DoesNotContain("cdn.plot.ly", notebook, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
