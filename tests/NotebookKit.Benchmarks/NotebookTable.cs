using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookKit.Benchmarks;

/// <summary>What whoever waits for a notebook waits for: notebooks run headless, and one cell on millions of events.</summary>
/// <param name="root">The repository.</param>
/// <param name="folder">The inputs of <see cref="SpeedInputs"/>.</param>
/// <param name="times">How often each is run, after one run that is not counted.</param>
internal sealed class NotebookTable(string root, string folder, int times)
{
    private const double GoalOfNotebooks = 7;
    private const double GoalOfCell = 1.5;
    private readonly StringBuilder _rows = new();
    private readonly string _command = Path.Combine(root, "lib/bin/notebookkit");

    /// <summary>Runs all and writes the table.</summary>
    public string Write()
    {
        string[] seven =
        [
            .. Directory
                .GetFiles(Path.Combine(root, "notebooks"), "0*.ipynb")
                .Where(path => Path.GetFileName(path)[1] is >= '1' and <= '7')
                .Order(StringComparer.Ordinal),
        ];
        DirectoryInfo records = Directory.CreateTempSubdirectory("notebooks-");
        try
        {
            Process($"notebooks 01 to 07 headless, one command ({seven.Length})", seven, records.FullName, GoalOfNotebooks);
            Process("the same, two at a time (`--jobs 2`)", [.. seven, "--jobs", "2"], records.FullName, GoalOfNotebooks);
            First($"the same, with nothing kept from an earlier run ({seven.Length})", seven, records.FullName);
            Process("one of them: 02", [seven[1]], records.FullName, null);
            Cell("5.8 M events of blkparse's text", Path.Combine(folder, "blkparse.txt"), records.FullName);
            Cell("the same as blktrace's files", Path.Combine(folder, "blktrace"), records.FullName);
        }
        finally
        {
            records.Delete(recursive: true);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Notebooks

            Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- notebooks FOLDER` on {DateTimeOffset.UtcNow:yyyy-MM-dd}. Whole processes of `notebookkit run`, records
            thrown away, medians of {times} after one run that is not counted. The cell loads a capture, shows `Diagnose.Of` and `LayerPicture`; its time is the one that the record keeps of it.

            Machine: {SpeedTable.Cpu()}, {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, load {SpeedTable.Load()} at the end, .NET {Environment.Version}, {RuntimeInformation.ProcessArchitecture}.

            | work | by the clock | processor | peak memory | goal | |
            |---|---|---|---|---|---|
            {_rows}
            """
        );
    }

    private void Process(string work, string[] notebooks, string records, double? goal)
    {
        Run[] runs = [.. Runs(notebooks, records)];
        Row(work, Measure.Median(runs.Select(run => run.Seconds)), runs, goal);
    }

    // Each time in an empty cache: what a fresh clone takes, or the first run after a change of the library.
    private void First(string work, string[] notebooks, string records)
    {
        Run[] runs =
        [
            .. Enumerable
                .Range(0, times)
                .Select(i => Measure.Once(["env", $"XDG_CACHE_HOME={records}/cache-{i}", _command, "run", .. notebooks, "-o", records])),
        ];
        Row(work, Measure.Median(runs.Select(run => run.Seconds)), runs, null);
    }

    private void Cell(string work, string capture, string records)
    {
        string notebook = Path.Combine(records, "cell.ipynb");
        File.WriteAllText(
            notebook,
            Notebook(
                $"#r \"{Path.Combine(root, "lib/bin/NotebookKit.dll")}\"\nusing NotebookKit;",
                $"var trace = BlockTrace.Open(\"{capture}\");\ndisplay(Diagnose.Of(trace));\ntrace.LayerPicture()"
            )
        );
        string into = Path.Combine(records, "out");
        var cells = new List<double>();
        var runs = new List<Run>();
        foreach (Run run in Runs([notebook], into))
        {
            runs.Add(run);
            JsonNode times = JsonNode.Parse(File.ReadAllText(Path.Combine(into, "cell.ipynb")))!["cells"]![1]!["metadata"]!["execution"]!;
            cells.Add((Time("shell.execute_reply") - Time("iopub.execute_input")).TotalSeconds);

            DateTimeOffset Time(string key) => DateTimeOffset.Parse(times[key]!.GetValue<string>(), CultureInfo.InvariantCulture);
        }

        Row($"a cell on {work}: load, diagnose, layer picture", Measure.Median(cells), [.. runs], GoalOfCell);
    }

    private IEnumerable<Run> Runs(string[] notebooks, string records)
    {
        string[] command = [_command, "run", .. notebooks, "-o", records];
        Measure.Once(command);
        for (int i = 0; i < times; i++)
        {
            yield return Measure.Once(command);
        }
    }

    private void Row(string work, double seconds, Run[] runs, double? goal) =>
        _rows.Append(
            CultureInfo.InvariantCulture,
            $"| {work} | {seconds:0.00} s | {Measure.Median(runs.Select(run => run.CpuSeconds)):0.00} s of the process | {runs.Max(run => run.MiB):0} MiB | {(goal is { } most ? $"at most {most:0.#} s" : "")} | {(goal is null ? "" : seconds <= goal ? "met" : "**missed**")} |\n"
        );

    private static string Notebook(params string[] cells) =>
        new JsonObject
        {
            ["cells"] = new JsonArray([
                .. cells.Select(
                    (code, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["cell_type"] = "code",
                                ["execution_count"] = null,
                                ["id"] = $"cell-{i}",
                                ["metadata"] = new JsonObject(),
                                ["outputs"] = new JsonArray(),
                                ["source"] = code,
                            }
                ),
            ]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString();
}
