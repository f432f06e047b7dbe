using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>What holds for every notebook of the repository. New ones are found by themselves.</summary>
public sealed partial class CommittedNotebookTests(ExecutedNotebooks executed) : IClassFixture<ExecutedNotebooks>
{
    private const long LargestBytes = 2_000_000;
    private const int LongestCell = 14;

    public static TheoryData<string> Notebooks() => [.. ExecutedNotebooks.Names()];

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void Run_again_it_gives_the_committed_outputs(string name)
    {
        NotebookDocument committed = Load(name);
        NotebookDocument? record = executed.Record(name);
        string? left = Regex
            .Match(executed.Progress, $"note: {Regex.Escape(Path.ChangeExtension(name, null))} is left out: (.*)")
            .Groups[1]
            .Value;
        Assert.SkipWhen(record is null && left.Length > 0, left);
        Assert.True(record is not null, executed.Output + executed.Progress);
        Assert.True(RunRecord.Of(record)!.Result == "passed", executed.Output);

        Assert.Empty(OutputComparison.Differences(committed, record));
    }

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void It_is_committed_executed_without_errors_and_in_order(string name)
    {
        NotebookCell[] code = Code(Load(name));

        Assert.NotEmpty(code);
        Assert.Equal(Enumerable.Range(1, code.Length).Select(number => (int?)number), code.Select(cell => cell.ExecutionCount));
        Assert.Contains(code, cell => cell.Outputs.Count > 0);
        Assert.DoesNotContain(
            code,
            cell =>
                !cell.Tags.Contains("raises-exception") && cell.Outputs.Any(output => output!["output_type"]!.GetValue<string>() == "error")
        );
    }

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void It_is_small_and_shows_every_picture_as_PNG_without_a_script(string name)
    {
        var pictures = Code(Load(name))
            .SelectMany(cell => cell.Outputs)
            .Select(output => output!["data"]?.AsObject())
            .OfType<System.Text.Json.Nodes.JsonObject>()
            .Where(data =>
                data.Any(form => form.Key.StartsWith("image/", StringComparison.Ordinal) || form.Key == "application/vnd.plotly.v1+json")
            )
            .ToList();

        Assert.True(new FileInfo(Path.Combine(RepositoryFolder.Notebooks, name)).Length < LargestBytes);
        Assert.NotEmpty(pictures);
        Assert.All(pictures, data => Assert.StartsWith("iVBORw0KGgo", Outputs.Text(data["image/png"]), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void It_names_the_C_sharp_kernel_loads_the_library_first_and_then_has_its_parameters(string name)
    {
        NotebookDocument document = Load(name);
        NotebookCell[] code = Code(document);

        Assert.Equal(".net-csharp", document.Metadata["kernelspec"]?["name"]?.GetValue<string>());
        string up = string.Concat(Enumerable.Repeat("../", name.Count(c => c == '/') + 1));
        Assert.StartsWith($"#r \"{up}lib/bin/NotebookKit.dll\"", code[0].Source, StringComparison.Ordinal);
        Assert.Contains("parameters", code[1].Tags);
        Assert.Equal(CellKind.Markdown, document.Cells[0].Kind);
        Assert.StartsWith("# ", document.Cells[0].Source, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void Its_cells_are_short_and_none_is_silent_about_a_failure(string name) =>
        Assert.All(
            Code(Load(name)),
            cell =>
            {
                int lines = cell.Source.Trim().Split('\n').Length;
                Assert.True(lines <= LongestCell, $"cell {cell.ExecutionCount} has {lines} lines, at most {LongestCell} are easy to read");
            }
        );

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void Its_outputs_name_no_folder_of_the_host_it_ran_on(string name)
    {
        string root = RepositoryFolder.Root;
        foreach (NotebookCell cell in Code(Load(name)))
        {
            foreach (string text in cell.Outputs.SelectMany(output => Texts(output)))
            {
                Assert.DoesNotContain(root, text, StringComparison.Ordinal);
                Assert.DoesNotMatch(HostFolder(), text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void It_ends_in_findings(string name) =>
        Assert.Contains(
            Code(Load(name)),
            cell => cell.Outputs.Any(output => output!["data"]?["application/vnd.notebookkit.findings+json"] is not null)
        );

    private static NotebookDocument Load(string name) => NotebookDocument.Load(Path.Combine(RepositoryFolder.Notebooks, name));

    private static NotebookCell[] Code(NotebookDocument document) => [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];

    private static IEnumerable<string> Texts(System.Text.Json.Nodes.JsonNode? node) =>
        node switch
        {
            System.Text.Json.Nodes.JsonObject members => members.SelectMany(member =>
                member.Key.StartsWith("image/", StringComparison.Ordinal) ? [] : Texts(member.Value)
            ),
            System.Text.Json.Nodes.JsonArray items => items.SelectMany(Texts),
            System.Text.Json.Nodes.JsonValue value when value.TryGetValue(out string? text) => [text],
            _ => [],
        };

    // Captures hold paths of the captured host (/tmp/mount.backup); a home or a checkout of whoever ran the notebook is none of those.
    [GeneratedRegex(@"(?<![\w.])/(?:home|root|Users|work|github|builds)/[\w.-]+")]
    private static partial Regex HostFolder();
}
