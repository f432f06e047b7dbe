using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests.Training;

/// <summary>What holds for every exercise as a trainee gets it.</summary>
public sealed class TrainingNotebookTests
{
    private const int LongestCell = 14;

    private static string Folder { get; } = Path.Combine(RepositoryFolder.Notebooks, "training");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Notebooks() =>
        [.. Directory.GetFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void It_is_committed_without_outputs_and_with_blank_answers(string name)
    {
        NotebookCell[] code = Code(name);

        Assert.All(code, cell => Assert.Empty(cell.Outputs));
        Assert.All(code, cell => Assert.Null(cell.ExecutionCount));
        Assert.All(
            code.SelectMany(cell => cell.Source.Split('\n'))
                .Where(line => line.Contains('…', StringComparison.Ordinal) && line.Contains(" = ", StringComparison.Ordinal)),
            line => Assert.Matches("= (?:null|\"\");", line)
        );
        Assert.All(
            code.SelectMany(cell => cell.Source.Split('\n')).Where(line => line.Contains("Lab.Answer(", StringComparison.Ordinal)),
            line => Assert.Matches("Lab.Answer\\(\"[a-z ]+\", (?:\"\"|[a-z]+)\\)", line)
        );
    }

    [Theory]
    [MemberData(nameof(Notebooks), DisableDiscoveryEnumeration = true)]
    public void It_loads_the_library_has_parameters_links_the_glossary_and_ends_in_a_check_and_a_hint(string name)
    {
        NotebookDocument document = NotebookDocument.Load(Path.Combine(Folder, name));
        NotebookCell[] code = Code(name);

        Assert.Equal(".net-csharp", document.Metadata["kernelspec"]?["name"]?.GetValue<string>());
        Assert.StartsWith("#r \"../../lib/bin/NotebookKit.dll\"", code[0].Source, StringComparison.Ordinal);
        Assert.Contains("parameters", code[1].Tags);
        Assert.Contains("(glossary.md)", document.Cells[0].Source, StringComparison.Ordinal);
        Assert.Equal(["Lab.Check()", "// Lab.Hint()"], code[^2..].Select(cell => cell.Source));
        Assert.All(code, cell => Assert.True(cell.Source.Split('\n').Length <= LongestCell));
    }

    [Fact]
    public void Notebooks_of_cold_cases_differ_by_name_and_title_alone()
    {
        string[] cold =
        [
            .. Directory
                .GetFiles(Folder, "case-?.ipynb")
                .Where(path => !path.EndsWith("case-a.ipynb", StringComparison.Ordinal))
                .Select(path =>
                    string.Join(
                            '\n',
                            NotebookDocument
                                .Load(path)
                                .Cells.Select((cell, at) => at == 0 ? string.Join('\n', cell.Source.Split('\n').Skip(1)) : cell.Source)
                        )
                        .Replace(Path.GetFileNameWithoutExtension(path), "case-?", StringComparison.Ordinal)
                ),
        ];

        Assert.True(cold.Length >= 9);
        Assert.Single(cold.Distinct());
    }

    [Fact]
    public async Task Unsolved_each_runs_to_its_end_without_an_error()
    {
        using var records = new TestFolder();

        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            "notebooks/training",
            "-o",
            records.Path,
            "--timeout",
            "600"
        );

        Assert.True(code == 0, output + error);
        Assert.Equal(Directory.GetFiles(Folder, "*.ipynb").Length, Directory.GetFiles(records.Path, "*.ipynb").Length);
        Assert.All(
            Directory.GetFiles(records.Path, "*.ipynb"),
            path =>
                Assert.Contains(
                    "white-space:pre-wrap;max-width:60em\\\">" + Path.GetFileName(path)[..2],
                    File.ReadAllText(path),
                    StringComparison.Ordinal
                )
        );
        Assert.False(File.Exists(Path.Combine(Folder, "lab.json")), "an answer was noted that nobody gave");
    }

    [Fact]
    public async Task A_folder_of_exercises_is_left_out_unless_it_is_named()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["books/training/sealed/x"]);
        await File.WriteAllTextAsync(folder["books/training/sealed/x/sealed.json"], "{}", Stop);
        foreach (string path in new[] { folder["books/plain.ipynb"], folder["books/training/exercise.ipynb"] })
        {
            await File.WriteAllTextAsync(
                path,
                """{"cells":[{"cell_type":"code","execution_count":null,"id":"one","metadata":{},"outputs":[],"source":["1 + 1"]}],"metadata":{"kernelspec":{"display_name":".NET (C#)","language":"C#","name":".net-csharp"}},"nbformat":4,"nbformat_minor":5}""",
                Stop
            );
        }

        (int code, _, string error) = await Notebookkit.RunAsync(folder.Path, "run", "books", "-o", folder["records"]);
        (int named, _, _) = await Notebookkit.RunAsync(folder.Path, "run", "books/training", "-o", folder["named"]);

        Assert.Equal(0, code);
        Assert.Equal(["plain.ipynb"], Directory.GetFiles(folder["records"]).Select(path => Path.GetFileName(path)));
        Assert.Contains("it holds exercises", error, StringComparison.Ordinal);
        Assert.Equal(0, named);
        Assert.Equal(["exercise.ipynb"], Directory.GetFiles(folder["named"]).Select(path => Path.GetFileName(path)));
    }

    private static NotebookCell[] Code(string name) =>
        [.. NotebookDocument.Load(Path.Combine(Folder, name)).Cells.Where(cell => cell.Kind == CellKind.Code)];
}
