using System.Diagnostics;
using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A trace_pipe that somebody else reads: the kernel changes no tracer then, and the error says who it is.</summary>
[Collection(TracingTests.Name)]
public class HeldTracePipeTests
{
    private const string Tracer = "/sys/kernel/tracing/current_tracer";

    [Fact]
    public async Task A_tracer_that_cannot_be_set_is_explained_by_who_reads_a_trace_pipe()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(Tracer), "needs root and a mounted tracefs");
        string before = KernelSetting.Read(Tracer);
        Assert.SkipUnless(
            before == "nop"
                && (await File.ReadAllTextAsync("/sys/kernel/tracing/available_tracers", TestContext.Current.CancellationToken)).Contains(
                    "blk",
                    StringComparison.Ordinal
                ),
            "needs the blk tracer, unused"
        );
        using Process reader = Process.Start(
            new ProcessStartInfo("cat", "/sys/kernel/tracing/per_cpu/cpu0/trace_pipe") { RedirectStandardOutput = true }
        )!;
        try
        {
            for (int i = 0; i < 600 && OpenFiles.OfTracePipes().Count == 0; i++)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            CommandException refused = Assert.Throws<CommandException>(() => KernelSetting.Write(Tracer, "blk"));
            Assert.Contains($"cat ({reader.Id})", refused.Remedy, StringComparison.Ordinal);
        }
        finally
        {
            reader.Kill();
            await reader.WaitForExitAsync(CancellationToken.None);
            KernelSetting.Write(Tracer, before);
        }
    }
}
