using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using NotebookKit.Sql;

namespace NotebookKit.Benchmarks;

/// <summary>SQL over a frame of 5 million rows and 8 columns: <c>results/sql.md</c>.</summary>
internal static class SqlTable
{
    private const int Rows = 5_000_000;
    private const string Quantile = "SELECT device, quantile_cont(await, 0.99) FROM requests GROUP BY 1";

    private static readonly (string Name, string What, double Goal)[] Steps =
    [
        ("load", "the first query of a frame: all 8 columns into DuckDB, by its appender", 3),
        ("quantile", $"`{Quantile}`, the frame unchanged: with the check that it is", 0.5),
        ("quantile again", "the same after one value was changed in place: loaded anew", 3.5),
        ("load, the package's own", "the first query of the same frame in columns of Microsoft.Data.Analysis itself", 3),
        ("quantile, the package's own", "the quantile on it, the frame unchanged", 0.5),
        ("join", "`SELECT count(*) FROM requests a JOIN slow b USING (sector)`, of two frames", 3),
    ];

    public static string Write(int times)
    {
        var data = new FrameData(Rows);
        DataFrame frame = FrameRuns.Create(ours: true, data),
            package = FrameRuns.Create(ours: false, data);
        var seconds = Steps.ToDictionary(step => step.Name, _ => new List<double>());
        for (int i = 0; i < times; i++)
        {
            using (var alone = new SqlTables { ["requests"] = package })
            {
                alone.Query("SELECT 1");
                Time(alone, "load, the package's own", "SELECT count(*) FROM requests");
                Time(alone, "quantile, the package's own", Quantile);
            }

            using var sql = new SqlTables { ["requests"] = frame };
            sql.Query("SELECT 1");
            Time(sql, "load", "SELECT count(*) FROM requests");
            Time(sql, "quantile", Quantile);
            frame["sector"][0] = (long)i;
            Time(sql, "quantile again", Quantile);
            sql["slow"] = sql.Query("SELECT sector, await FROM requests WHERE await > 5");
            Time(sql, "join", "SELECT count(*) FROM requests a JOIN slow b USING (sector)");

            void Time(SqlTables tables, string step, string query)
            {
                long start = Stopwatch.GetTimestamp();
                GC.KeepAlive(tables.Query(query));
                seconds[step].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        var text = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # SQL over tables

                Written by `dotnet run -c Release --project tests/NotebookKit.Benchmarks -- sql {times}` on {DateTimeOffset.UtcNow:yyyy-MM-dd}: {Rows:N0} rows x 8 columns (2 of
                text, 1 % of the measured numbers absent). Seconds by the clock, medians of {times}; {Environment.ProcessorCount} processors, load {File.ReadAllText(
                        "/proc/loadavg"
                    ).Split(' ')[0]} at the end.

                | step | | s | goal |
                |---|---|---|---|

                """
            )
        );
        foreach ((string name, string what, double goal) in Steps)
        {
            double median = Measure.Median(seconds[name]);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {what} | {median:0.00} | {(median <= goal ? "met" : "missed")}: {goal:0.0} |"
            );
        }

        return text.ToString();
    }
}
