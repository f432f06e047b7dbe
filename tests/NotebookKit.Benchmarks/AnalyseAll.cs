using System.Diagnostics;
using NotebookKit.Blocks;
using NotebookKit.Tables;

namespace NotebookKit.Benchmarks;

/// <summary>Everything that btt reports, of a capture read from disk: what it takes in seconds, in seconds of processor and in memory.</summary>
internal static class AnalyseAll
{
    public static void Run(string path)
    {
        var whole = Stopwatch.StartNew();
        TimeSpan began = Process.GetCurrentProcess().TotalProcessorTime;
        BlockTrace trace = null!;
        Step("read", () => (trace = BlockTrace.Load(path)).Events.Count);
        Step("match", () => trace.Bios.Count + trace.Requests.Count);
        Step("phases", () => trace.Phases.All.Count);
        Step("merges and sizes", () => trace.Merges.Devices.Count);
        Step("depth", () => trace.QueueDepth.All.Count);
        Step("seeks", () => trace.Seeks.All.Sum(seeks => seeks.ModeCount));
        Step("layers", () => trace.Layers.All.Count);
        Step("btt's sections", () => trace.Btt.Overhead.Count + trace.Btt.Merges.Count + trace.Btt.Plugs.Count + trace.Btt.AverageAtQueue.Count
            + trace.Btt.ActivePeriods.Count + trace.Btt.Q2DHistogram.Count + (int)trace.Btt.ProcessesToTable().ToDataFrame().Rows.Count);
        Step("btt's seeks", () => trace.Btt.Seeks.Count);
        Process process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant(
            $"all: {trace.Bios.Count} bios, {trace.Events.Count} events, {whole.Elapsed.TotalSeconds:F2} s, {(process.TotalProcessorTime - began).TotalSeconds:F2} s of processor, peak {process.PeakWorkingSet64 / 1048576} MiB"));
    }

    private static void Step(string what, Func<int> work)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        work();
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {clock.Elapsed.TotalSeconds:F2} s, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:F2} s of processor"));
    }
}
