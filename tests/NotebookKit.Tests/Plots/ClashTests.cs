using System.Reflection;

namespace NotebookKit.Tests.Plots;

/// <summary>Names that a cell would find twice when it uses the packages of the field beside this library.</summary>
public sealed class ClashTests
{
    private static readonly (Assembly Assembly, string[] Namespaces)[] Packages =
    [
        (typeof(XPlot.Plotly.PlotlyChart).Assembly, ["XPlot.Plotly"]),
        (typeof(Microsoft.Data.Analysis.DataFrame).Assembly, ["Microsoft.Data.Analysis"]),
        (typeof(CliWrap.Cli).Assembly, ["CliWrap", "CliWrap.Buffered", "CliWrap.EventStream"]),
        (typeof(Microsoft.ML.MLContext).Assembly, ["Microsoft.ML", "Microsoft.ML.Data"]),
        (typeof(Microsoft.ML.Data.TextLoader).Assembly, ["Microsoft.ML", "Microsoft.ML.Data"]),
        (
            typeof(Microsoft.ML.Trainers.LbfgsMaximumEntropyMulticlassTrainer).Assembly,
            ["Microsoft.ML", "Microsoft.ML.Data", "Microsoft.ML.Trainers"]
        ),
        (typeof(Microsoft.ML.Transforms.ExpressionEstimator).Assembly, ["Microsoft.ML", "Microsoft.ML.Data", "Microsoft.ML.Transforms"]),
    ];

    [Fact]
    public void A_package_and_this_library_share_no_name()
    {
        HashSet<string> theirs =
        [
            .. Packages.SelectMany(package =>
                package
                    .Assembly.GetExportedTypes()
                    .Where(type => !type.IsNested && package.Namespaces.Contains(type.Namespace))
                    .Select(type => type.Name)
            ),
        ];
        Assert.Contains("DataFrame", theirs);
        Assert.Contains("Scatter", theirs);
        string[] ours = [.. typeof(Plot).Assembly.GetExportedTypes().Where(type => !type.IsNested).Select(type => type.Name)];
        Assert.Contains("Plot", ours);
        Assert.DoesNotContain(ours, theirs.Contains);
    }
}
