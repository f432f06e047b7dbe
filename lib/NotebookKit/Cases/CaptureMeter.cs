using System.Diagnostics;
using System.Runtime.InteropServices;
using NotebookKit.Formats;

namespace NotebookKit.Cases;

/// <summary>Measures what a capture takes: time, processor time, bytes.</summary>
internal sealed partial class CaptureMeter
{
    private const int Children = -1;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _own = Own();
    private readonly double _children = OfChildren();

    private CaptureMeter() { }

    public static CaptureMeter Start() => new();

    /// <summary>Ends the measurement; the workload's own time is not the capture's.</summary>
    public CaptureCost Stop(string folder, string tool, WorkloadRun run, IReadOnlyList<string> without)
    {
        double workload = Workload(run.TimePath);
        double cpu = Math.Max(0, Own() - _own + OfChildren() - _children - workload);
        long bytes = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        return new CaptureCost(tool, run.Duration?.TotalSeconds ?? Stopwatch.GetElapsedTime(_start).TotalSeconds, cpu, bytes, without);
    }

    // A workload that could not be started is not timed: what stands there then is why.
    private static double Workload(string? path)
    {
        try
        {
            return path is not null && File.Exists(path)
                ? TimeOutput.Read(path).Sum(one => (one.UserSeconds ?? 0) + (one.SysSeconds ?? 0))
                : 0;
        }
        catch (CaptureFormatException)
        {
            return 0;
        }
    }

    private static double Own() => Environment.CpuUsage.TotalTime.TotalSeconds;

    // getrusage(2): two times of seconds and microseconds come first.
    private static unsafe double OfChildren()
    {
        long* usage = stackalloc long[32];
        return Usage(Children, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int Usage(int who, long* usage);
}
