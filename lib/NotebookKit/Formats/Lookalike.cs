using System.Text;

namespace NotebookKit.Formats;

/// <summary>Says what a file looks like that no reader takes, and what would serve in its place.</summary>
/// <remarks>The heads of tools' output: their man pages, and bcc's examples (tools/*_example.txt).</remarks>
internal static class Lookalike
{
    private const int Looked = 4096;

    private static readonly (string[] All, string What)[] Texts =
    [
        (["Attaching ", " probe", "@"], "bpftrace's maps: they have sums, not requests. Capture perf record -e 'block:*' or blktrace"),
        (["# hostname;interval;timestamp;"], "sadf -d's list: print the same data with sar -d -f FILE, or sadf -j FILE -- -d"),
        (["Linux ", "kB_rd/s", "kB_wr/s", "Command"], "pidstat -d: it tells of processes, not of devices. Record iostat -x -t 1 beside it"),
        (["Linux ", "%usr", "Command"], "pidstat: it tells of processes, not of devices. Record iostat -x -t 1"),
        (
            ["Linux ", "CPU ", "%iowait"],
            "mpstat, or sar without its devices (sar -d -f FILE has them): it tells of processors, not of devices. Record iostat -x -t 1"
        ),
        (["procs ", "memory", "swap", "-io-"], "vmstat: its bi and bo are blocks of the whole host. Record iostat -x -t 1"),
        (
            ["Smart Log for NVME"],
            "an NVMe SMART log: it tells of the drive's health, not of its I/O. Put it beside captures of block events"
        ),
        (
            ["smartctl ", "SMART"],
            "smartctl's report: it tells of the drive's health, not of its I/O. Put it beside captures of block events"
        ),
        (
            ["\"fio version\""],
            "fio's JSON: it tells of its own I/O, not of the layers below. Trace its run: blktrace or perf record -e 'block:*'"
        ),
        (
            ["rw=", "ioengine=", "iodepth="],
            "fio's report: it tells of its own I/O, not of the layers below. Trace its run: blktrace or perf record -e 'block:*'"
        ),
        (["Performance counter stats for"], "perf stat: it counts events and keeps none. perf record -e 'block:*', then perf script"),
        (["# started on "], "perf stat: it counts events and keeps none. perf record -e 'block:*', then perf script"),
        (["# Overhead ", "Command"], "perf report: it sums samples up and keeps none. perf script prints them"),
        (["# Samples:", "# Event count"], "perf report: it sums samples up and keeps none. perf script prints them"),
        (
            ["==================== All Devices ===================="],
            "btt's report: it is made of a blktrace, and cannot be read back into one. The blktrace files themselves, or blkparse's text, serve"
        ),
        (["top - ", "load average"], "top: it tells of processes, not of devices. Record iostat -x -t 1"),
        (["USER ", "PID ", "%CPU", "COMMAND"], "ps: it tells of processes, not of devices. Record iostat -x -t 1"),
        (["\"displayTimeUnit\""], "a trace for Chrome or Perfetto: what it was made of serves (perf script, trace-cmd report)"),
        (["\"traceEvents\""], "a trace for Chrome or Perfetto: what it was made of serves (perf script, trace-cmd report)"),
        (["Total DISK READ"], "iotop: it tells of processes, not of devices. Record iostat -x -t 1"),
        (["-dsk/total-"], "dstat: it sums devices up. Record iostat -x -t 1"),
        (["cgroup", "rbytes="], "a cgroup's io.stat: it tells how much, not how long. Record iostat -x -t 1 and a trace"),
    ];

    /// <summary>What text looks like, with what to do; null where it looks like nothing known.</summary>
    public static string? OfText(ReadOnlySpan<byte> sample)
    {
        string head = Encoding.UTF8.GetString(sample[..Math.Min(sample.Length, Looked)]);
        foreach ((string[] all, string what) in Texts)
        {
            if (Array.TrueForAll(all, part => head.Contains(part, StringComparison.Ordinal)))
            {
                return what;
            }
        }

        // The kernel's log, with its times in brackets or by journalctl -k.
        string first = head.Split('\n', 2)[0];
        return
            first.StartsWith('[')
                && first.IndexOf(']') is > 0 and < 20 and var close
                && first[1..close].Trim().Replace(".", "", StringComparison.Ordinal).All(char.IsAsciiDigit)
            || first.Contains(" kernel: ", StringComparison.Ordinal)
            ? "the kernel's log: read it for I/O errors, timeouts and resets. Latencies come from a trace: blktrace or perf record -e 'block:*'"
            : null;
    }

    /// <summary>What binary data looks like, with what to do; null where it looks like nothing known.</summary>
    public static string? OfBinary(ReadOnlySpan<byte> sample) =>
        sample.StartsWith("\u0017\u0008Dtracing"u8) ? "trace-cmd's trace.dat: print it with trace-cmd report, and read the text"
        : sample.StartsWith("\u007fELF"u8) ? "a program or a core file"
        : sample.StartsWith("PK\u0003\u0004"u8) ? "a zip archive: notebookkit import or diagnose unpacks it"
        : sample.Length > 262 && sample[257..].StartsWith("ustar"u8) ? "a tar archive: notebookkit import or diagnose unpacks it"
        : sample.Length > 2 && sample[0] == 0xd5 && sample[1] == 0x96
            ? "sar's data file: print it with sar -d -f FILE, and read the text; better, record iostat -x -t 1"
        : sample.Length > 4 && sample[0] == 0x0a && sample.IndexOf("tracepoint"u8) >= 0
            ? "a Perfetto trace: what it was made of serves (perf script, trace-cmd report)"
        : sample.StartsWith("%PDF"u8) ? "a PDF"
        : sample.Length > 3 && sample[0] == 0x89 && sample[1..].StartsWith("PNG"u8) ? "a picture: ask for the text that it shows"
        : null;
}
