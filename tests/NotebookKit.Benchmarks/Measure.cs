using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NotebookKit.Benchmarks;

/// <summary>One run of a whole process: wall clock, processor time of it and its children, largest resident set.</summary>
internal readonly record struct Run(double Seconds, double CpuSeconds, double MiB);

/// <summary>Runs commands to their end and measures them from outside.</summary>
internal static partial class Measure
{
    private const int Children = -1;

    /// <summary>Runs a command once, its output thrown away. It runs in a folder that
    /// goes with it: btt leaves files where it is started.</summary>
    /// <exception cref="InvalidOperationException">It failed: a number of a failed run
    /// means nothing. 1 is the answer of a diagnosis that names a cause.</exception>
    public static Run Once(IReadOnlyList<string> command)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("measure-");
        string memory = Path.Combine(folder.FullName, "memory");
        try
        {
            // GNU time, because the kernel keeps the largest resident set of all children together only.
            var start = new ProcessStartInfo("/usr/bin/time", ["-f", "%M", "-o", memory, .. command])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            double before = CpuOfChildren();
            var clock = Stopwatch.StartNew();
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            process.WaitForExit();
            double seconds = clock.Elapsed.TotalSeconds;
            if (process.ExitCode != 0 && !(process.ExitCode == 1 && command.Contains("diagnose")))
            {
                throw new InvalidOperationException(
                    $"{string.Join(' ', command)}: exit {process.ExitCode}: {error.GetAwaiter().GetResult()}"
                );
            }

            return new Run(
                seconds,
                CpuOfChildren() - before,
                double.Parse(File.ReadLines(memory).Last(), CultureInfo.InvariantCulture) / 1024
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs two commands in turn, so that whatever else the machine does meets both alike.</summary>
    /// <param name="peer">The command beside.</param>
    /// <param name="ours">Our own.</param>
    /// <param name="times">Pairs, after one that is not counted.</param>
    /// <param name="before">What is done before each run, outside of its time; null for nothing.</param>
    public static (Run[] Peers, Run[] Ours) Pairs(IReadOnlyList<string> peer, IReadOnlyList<string> ours, int times, Action? before = null)
    {
        var peers = new Run[times];
        var own = new Run[times];
        Once(peer);
        Once(ours);
        for (int i = 0; i < times; i++)
        {
            before?.Invoke();
            peers[i] = Once(peer);
            before?.Invoke();
            own[i] = Once(ours);
        }

        return (peers, own);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double CpuOfChildren()
    {
        Span<long> usage = stackalloc long[18];
        return getrusage(Children, ref MemoryMarshal.GetReference(usage)) == 0
            ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
            : throw new InvalidOperationException("getrusage failed");
    }

    // struct rusage of 64-bit Linux: user time, system time (seconds and microseconds each), then fourteen counters.
    [LibraryImport("libc")]
    private static partial int getrusage(int who, ref long usage);
}
