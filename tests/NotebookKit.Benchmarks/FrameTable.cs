using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NotebookKit.Benchmarks;

/// <summary>Tables of 5.8 million rows and 8 columns on our columns and on the package's own: <c>results/frames.md</c>.</summary>
internal static class FrameTable
{
    private const int Rows = 5_800_000;
    private const double MembersGoal = 1.5;
    private const double MemoryGoal = 1.2;

    // An operation; what the table type that this library had before took for it, measured in the same way; and whether a virtual member
    // of the package leads to our code (else it is an extension of ours, or the package alone).
    private static readonly (string Name, string What, double Before, bool Member)[] Operations =
    [
        ("create", "`new DataFrame(columns)`, of arrays", 0.34, true),
        ("filter", "`Filter(frame[\"await\"].ElementwiseGreaterThan(0.7))`", 0.25, true),
        ("group + mean", "`GroupBy(\"device\").Mean(\"await\")`", 0.40, true),
        ("group + p99", "`GroupBy(\"device\").Quantile(0.99, \"await\")`, ours; the package has none", 0.86, false),
        ("sort", "`OrderBy(\"await\")`", 3.26, true),
        ("join", "`Merge(devices, \"device\", \"device\")`, ours; the package's takes arrays of names", 0.84, false),
        ("Description", "`Description()`", 6.57, true),
        ("head to HTML", "`Head(20).ToHtml()`, ours on either side", 0.0003, false),
        ("MiB", "memory of the table", 420, true),
    ];

    public static string Write(int times)
    {
        Dictionary<string, List<double>> ours = [];
        Dictionary<string, List<double>> theirs = [];
        for (int i = 0; i < times; i++)
        {
            // In turn, so that whatever else the machine does meets both alike.
            Read("ours", ours);
            Read("package", theirs);
        }

        var text = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Tables

                Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- frames {times}` on {DateTimeOffset.UtcNow:yyyy-MM-dd}: {Rows:N0} rows x 8 columns, 1 % of the
                measured numbers absent. Processor seconds, medians of {times} processes, after one turn to warm up; load {File.ReadAllText(
                        "/proc/loadavg"
                    ).Split(' ')[0]} at the end.
                "Package" is Microsoft.Data.Analysis 0.23.1 with its own columns, which gives wrong results where values are absent; "before" is the table type that this
                library had of its own, measured on the same data before it was removed. Goal: members of the package at most {MembersGoal} x the better of the two,
                extensions of ours no slower than before, memory at most {MemoryGoal} x the package's.

                | operation | | ours | package | before | goal |
                |---|---|---|---|---|---|

                """
            )
        );
        foreach ((string name, string what, double before, bool member) in Operations)
        {
            double own = Measure.Median(ours[name]);
            double? peer = theirs.TryGetValue(name, out List<double>? values) ? Measure.Median(values) : null;
            double goal =
                name == "MiB" ? MemoryGoal * peer!.Value
                : member ? MembersGoal * Math.Min(peer ?? before, before)
                : before;
            string verdict = own <= goal ? "met" : string.Create(CultureInfo.InvariantCulture, $"missed: {own / goal:0.0} x");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {what} | {Number(own)} | {(peer is { } value
                ? Number(value)
                : "–")} | {Number(before)} | {verdict} |"
            );
        }

        return text.Append(
                """

                Where the package gives no hold: its `Merge` asks every key as a boxed object and keeps a dictionary entry for each row, matches null with null, and
                drops rows whose null has no partner, so the extension of that name with two names of columns is ours. Comparisons of `Int64DataFrameColumn` with a
                number of its static type are not virtual and take an absent number for 0; through `frame["name"]`, as here, they are ours.

                """
            )
            .ToString();

        static string Number(double value) =>
            value.ToString(
                value < 0.01 ? "0.0000"
                    : value < 100 ? "0.00"
                    : "0",
                CultureInfo.InvariantCulture
            );
    }

    private static void Read(string side, Dictionary<string, List<double>> into)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["frames-alone", side, Rows.ToString(CultureInfo.InvariantCulture), "1"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        foreach (string line in process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('\t');
            (into.TryGetValue(parts[0], out List<double>? values) ? values : into[parts[0]] = []).Add(
                double.Parse(parts[1], CultureInfo.InvariantCulture)
            );
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"frames-alone {side}: exit {process.ExitCode}");
        }
    }
}
