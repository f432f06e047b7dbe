using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NotebookKit.Benchmarks;

/// <summary>Folds a perf script text, with the options and the output of <c>stackcollapse-perf.pl</c>, and says how long it took.</summary>
internal static class Folding
{
    private const string EventFilter = "--event-filter=";

    public static string Run(string path, string[] options, Stream output)
    {
        var watch = Stopwatch.StartNew();
        Stacks stacks = Stacks.Open(
            path,
            new FoldOptions
            {
                Pid = options.Contains("--pid"),
                Tid = options.Contains("--tid"),
                Kernel = options.Contains("--kernel"),
                Jit = options.Contains("--jit"),
                Addresses = options.Contains("--addrs"),
                Event = options.FirstOrDefault(option => option.StartsWith(EventFilter, StringComparison.Ordinal))?[EventFilter.Length..],
            }
        );
        using (output)
        {
            output.Write(Encoding.UTF8.GetBytes(stacks.ToFolded()));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stacks.Samples} samples, {stacks.Account.Read} lines, {watch.ElapsedMilliseconds} ms"
        );
    }
}
