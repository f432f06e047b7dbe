using System.Text.Json.Nodes;
using NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;
using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts;

/// <summary>The training's notebooks as a trainee gets them, under nbclient with our kernel
/// and with Microsoft's: unsolved to the end, and with an answer that is kept.</summary>
[Collection("runs")]
public sealed class TrainingNotebookHostTests : IDisposable
{
    private const string Client = "Jupyter/run_with_nbclient.py";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-");

    private static string Training { get; } = Path.Combine(RepositoryFolder.Notebooks, "training");

    // Cold cases are the same but for name and title (TrainingNotebookTests).
    public static TheoryData<string> Notebooks =>
        [
            "t1-read-a-btrace",
            "t2-latency-and-denominators",
            "t3-iostat-lies",
            "t4-layers-and-merges",
            "t5-from-flag-to-commit",
            "case-a",
            "case-b",
        ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Unsolved_it_runs_to_its_end_in_our_kernel(string name)
    {
        using var jupyter = new JupyterFolder();
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        RunsUnsolved(name, (source, target) => jupyter.Script("run_with_nbclient.py", source, target));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Unsolved_it_runs_to_its_end_in_Microsofts_kernel(string name)
    {
        HostProgram microsoft = Microsoft();
        RunsUnsolved(name, (source, target) => microsoft.Run(source, target));
    }

    [Fact]
    public void An_answer_is_kept_and_checked_in_Microsofts_kernel()
    {
        HostProgram microsoft = Microsoft();
        string source = Copy("case-b");
        File.WriteAllText(
            source,
            File.ReadAllText(source)
                .Replace("Lab.Answer(\\\"cause\\\", \\\"\\\")", "Lab.Answer(\\\"cause\\\", \\\"slow-member\\\")", StringComparison.Ordinal)
        );

        JsonArray cells = Run(source, (from, to) => microsoft.Run(from, to));

        Assert.Contains(Texts(cells), text => text.Contains("cause: slow-member is not right yet", StringComparison.Ordinal));
        Assert.Contains("slow-member", File.ReadAllText(Path.Combine(_folder.FullName, "lab.json")), StringComparison.Ordinal);
    }

    private void RunsUnsolved(string name, Func<string, string, (int ExitCode, string Output)> client)
    {
        string[] shown = [.. Texts(Run(Copy(name), client))];

        Assert.Contains(shown, text => text.Contains("not answered yet", StringComparison.Ordinal));
        Assert.Contains(shown, text => text.Contains("Lab.Hint() gives a hint.", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "lab.json")), "an answer was noted that nobody gave");
    }

    private JsonArray Run(string source, Func<string, string, (int ExitCode, string Output)> client)
    {
        string target = Path.Combine(_folder.CreateSubdirectory("ran").FullName, Path.GetFileName(source));
        (int code, string output) = client(source, target);
        Assert.True(code == 0, output);
        JsonArray cells = JsonNode.Parse(File.ReadAllText(target))!["cells"]!.AsArray();
        string[] faults =
        [
            .. cells
                .SelectMany(cell => cell!["outputs"]?.AsArray() ?? [])
                .Where(one => one!["output_type"]!.ToString() == "error" || one["name"]?.ToString() == "stderr")
                .Select(one => one!.ToJsonString()),
        ];
        Assert.True(faults.Length == 0, string.Join("\n", faults));
        return cells;
    }

    private static IEnumerable<string> Texts(JsonArray cells) =>
        cells
            .SelectMany(cell => cell!["outputs"]?.AsArray() ?? [])
            .Select(one =>
                one!["data"]?["text/plain"] is { } plain
                    ? plain is JsonArray lines
                        ? string.Concat(lines.Select(line => line!.ToString()))
                        : plain.ToString()
                    : ""
            );

    private HostProgram Microsoft()
    {
        RealHosts.Needed();
        JupyterFolder.Needs("nbclient", "python3-nbclient");
        LoopbackOnly.Needed();
        return LoopbackOnly.Of(
            MicrosoftKernel.Client(
                _folder.CreateSubdirectory("jupyter").FullName,
                DotnetTool.Quiet(_folder.CreateSubdirectory("home").FullName),
                Client
            )
        );
    }

    // As `lab start` does it: the notebook finds the library and the data from here, and its captures lie beside it.
    private string Copy(string name)
    {
        string id = name.Split('-')[0] is "case" ? name : name.Split('-')[0];
        DirectoryInfo captures = _folder.CreateSubdirectory("sealed").CreateSubdirectory(id);
        foreach (string file in Directory.GetFiles(Path.Combine(Training, "sealed", id)))
        {
            File.Copy(file, Path.Combine(captures.FullName, Path.GetFileName(file)));
        }

        string to = Path.Combine(_folder.FullName, name + ".ipynb");
        File.WriteAllText(
            to,
            File.ReadAllText(Path.Combine(Training, name + ".ipynb"))
                .Replace("\\\"../../", $"\\\"{RepositoryFolder.Root}/", StringComparison.Ordinal)
        );
        return to;
    }
}
