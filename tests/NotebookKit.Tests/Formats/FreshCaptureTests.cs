using System.Diagnostics;
using System.Text;
using NotebookKit.Formats;
using NotebookKit.Tests.Blocks;

namespace NotebookKit.Tests.Formats;

/// <summary>Captures made here and now on a loop device, by every tracer at hand, read by
/// us and by the tools that belong to them.</summary>
[Collection(KernelTracer.Name)]
public sealed class FreshCaptureTests : IDisposable
{
    private const string Reason = "needs root, a loop device, tracefs, perf and blkparse";
    private readonly string _folder = Directory.CreateTempSubdirectory("fresh-").FullName;
    private readonly LoopDevice? _device = LoopDevice.TryAttach(mebibytes: 8);

    private bool Possible => _device is not null && KernelTracing.Folder is not null && Tool.Has("perf", "blkparse", "btt", "dd");

    [Fact]
    public void Ftrace_perf_script_and_perf_data_tell_the_same_of_the_same_io()
    {
        Assert.SkipUnless(Possible, Reason);
        string data = Path.Combine(_folder, "perf.data");
        byte[] trace = [];
        byte[] printed = [];

        // ftrace drops an event without a count where an interrupt comes between two
        // steps of taking one: then the two were not told the same.
        for (int tries = 0; tries < 5 && (tries == 0 || Lines(trace) != Lines(printed)); tries++)
        {
            trace = RecordBoth(data);
            printed = Tool.Run("perf", "script", "--ns", "-i", data).Output;
        }

        BlockCapture ftrace = FtraceText.Read(new MemoryStream(trace), "trace");
        BlockCapture script = PerfScript.Read(new MemoryStream(printed), "perf script");

        Assert.Equal((0, 0), (ftrace.Account.Lost, ftrace.Account.SkippedCount));
        string[] told = OfDevice(script.Events);
        Assert.True(told.Length > 500, $"only {told.Length} events");
        Assert.Equal(told, OfDevice(PerfData.Read(data).Events));
        Assert.Equal(told, OfDevice(ftrace.Events));
    }

    [Fact]
    public void The_kernel_s_own_blktrace_records_are_read_as_blkparse_and_btt_read_them()
    {
        Assert.SkipUnless(Possible, Reason);
        string raw = Path.Combine(_folder, "raw");
        string filled = Path.Combine(_folder, "filled");
        KernelRecords.Capture(_device!.Path, raw, Work);
        KernelRecords.Fill(raw, filled);

        // As the kernel gave them: no numbers, no names. Filled in, as blkparse needs them: the same events with names.
        BlockCapture plain = BlktraceBinary.Read(raw);
        BlockCapture named = BlktraceBinary.Read(filled);
        Assert.True(plain.Events.Count > 500, $"only {plain.Events.Count} events");
        Assert.Equal((0L, 0L), (plain.Account.SkippedCount, plain.Account.Lost));
        Assert.Equal(EventText.All(named.Events).Select(WithoutName), EventText.All(plain.Events).Select(WithoutName));

        (int exitCode, byte[] printed, string error) = Tool.Run("blkparse", "-D", filled, "-i", "loop");
        Assert.True(exitCode == 0, error);
        BlockCapture text = BlkparseText.Read(new MemoryStream(printed), "blkparse");
        Assert.Equal(EventText.All(text.Events), EventText.AsBlkparsePrints(named.Events));
        Assert.True(text.Account.Complete, text.Account.ToString());

        BttPrinted btt = BttPrinted.Run(filled, "loop");
        Assert.Contains(btt.Phases, line => line.StartsWith("D2C", StringComparison.Ordinal));
        Assert.Empty(BttPrinted.Differences(btt, BlockTrace.Open(filled)));
    }

    public void Dispose()
    {
        _device?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private byte[] RecordBoth(string data)
    {
        string instance = Path.Combine(KernelTracing.Folder!, "instances", $"notebookkit-{Environment.ProcessId}");
        Directory.CreateDirectory(instance);
        try
        {
            File.WriteAllText(Path.Combine(instance, "buffer_size_kb"), "16384");
            foreach (
                string tracepoint in Directory
                    .GetDirectories(Path.Combine(instance, "events/block"), "block_*")
                    .Where(name => !name.EndsWith("_buffer", StringComparison.Ordinal))
            )
            {
                File.WriteAllText(Path.Combine(tracepoint, "enable"), "1");
            }

            Record(data);
            File.WriteAllText(Path.Combine(instance, "events/block/enable"), "0");
            return File.ReadAllBytes(Path.Combine(instance, "trace"));
        }
        finally
        {
            Directory.Delete(instance);
        }
    }

    // Lines that name the device, as nobody's reader counts them.
    private int Lines(byte[] text) =>
        Encoding.UTF8.GetString(text).Split('\n').Count(line => line.Contains($": {Number} ", StringComparison.Ordinal));

    private string Number => "7," + Path.GetFileName(_device!.Path)["loop".Length..];

    // Direct I/O one at a time, so that the order of events is the same for every tracer, a flush and discards.
    private void Work()
    {
        Dd($"if={_device!.Path}", "of=/dev/null", "bs=64k", "count=64", "iflag=direct");
        Dd("if=/dev/zero", $"of={_device.Path}", "bs=16k", "count=32", "oflag=direct", "conv=fsync");
        if (Tool.Has("blkdiscard"))
        {
            Tool.Run("blkdiscard", "-z", "-o", "0", "-l", "65536", _device.Path);
        }

        static void Dd(params string[] operands)
        {
            (int exitCode, _, string error) = Tool.Run("dd", [.. operands, "status=none"]);
            Assert.True(exitCode == 0, error);
        }
    }

    private void Record(string data)
    {
        // Pipes of this recording alone: one that is made again cannot have the name of the last.
        string pipes = Directory.CreateTempSubdirectory("pipes-").FullName;
        string[] control = [Path.Combine(pipes, "control"), Path.Combine(pipes, "heard")];
        Assert.Equal(0, Tool.Run("mkfifo", control).ExitCode);
        string[] asked =
        [
            "record",
            "-q",
            "-a",
            "-m",
            "4096",
            "-e",
            "block:*",
            "-D",
            "-1",
            "--control",
            $"fifo:{control[0]},{control[1]}",
            "-o",
            data,
            "--",
            "sleep",
            "600",
        ];
        using Process perf = Process.Start(new ProcessStartInfo("perf", asked))!;
        try
        {
            // perf says itself that its events are on: no time is long enough to wait for that on a busy machine.
            (int heard, byte[] answer, string error) = Tool.Run(
                "timeout",
                "120",
                "bash",
                "-c",
                "echo enable > \"$0\" && head -n 1 \"$1\"",
                control[0],
                control[1]
            );
            Assert.True(heard == 0 && answer.AsSpan().StartsWith("ack"u8), error);
            Work();
        }
        finally
        {
            Tool.Run("kill", "-INT", perf.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(perf.WaitForExit(120_000), "perf did not end");
            Directory.Delete(pipes, recursive: true);
        }
    }

    private static string WithoutName(string line) =>
        line[..line.IndexOf('[', StringComparison.Ordinal)] + line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..];

    // Of the traced device alone: the host has other work, and plugs name no device.
    private string[] OfDevice(BlockEvents events)
    {
        int minor = int.Parse(Path.GetFileName(_device!.Path)["loop".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return
        [
            .. Enumerable
                .Range(0, events.Count)
                .Where(row => events.Devices[events.Device[row]] == new BlockDevice(7, minor))
                .Select(row => Told(events, row)),
        ];
    }

    private static string Told(BlockEvents events, int row)
    {
        string text = EventText.Of(events, row);
        return text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
    }
}
