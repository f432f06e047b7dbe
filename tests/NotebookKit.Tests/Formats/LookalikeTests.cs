using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Files that people send in place of a capture: what each looks like, and what would serve.</summary>
public sealed class LookalikeTests
{
    [Theory]
    [InlineData("Attaching 4 probes...\n@reads: 12\n@writes: 3\n", "bpftrace's maps")]
    [InlineData(
        "# hostname;interval;timestamp;DEV;tps;rkB/s;wkB/s;dkB/s;areq-sz;aqu-sz;await;%util\nlab;1;2026-11-29 03:10:02 UTC;sda;6.00;36.00;0.00;0.00;6.00;0.00;0.33;0.00\n",
        "sadf -d's list"
    )]
    [InlineData(
        "Linux 6.1.0 (lab) \t11/28/26 \t_x86_64_\t(2 CPU)\n\n06:39:53   UID  PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command\n",
        "pidstat -d"
    )]
    [InlineData(
        "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n",
        "vmstat"
    )]
    [InlineData("{\n  \"fio version\" : \"fio-3.33\",\n", "fio's JSON")]
    [InlineData("[23512.047872] loop0: detected capacity change from 0 to 65536\n", "the kernel's log")]
    [InlineData("# Samples: 12K of event 'cycles'\n# Event count (approx.): 100\n# Overhead  Command\n", "perf report")]
    public void A_text_is_called_what_it_is_and_what_would_serve_is_said(string text, string what)
    {
        string message = Refused(Encoding.UTF8.GetBytes(text));

        Assert.Contains($"It looks like {what}", message, StringComparison.Ordinal);
        Assert.Contains("no known block-event dialect", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u0017\u0008Dtracing6\0", "trace-cmd report")]
    [InlineData("PK\u0003\u0004\0\0", "a zip archive")]
    [InlineData("\u007fELF\u0002\u0001\0", "a program or a core file")]
    public void So_is_a_binary_file(string bytes, string what) =>
        Assert.Contains(what, Refused(Encoding.Latin1.GetBytes(bytes)), StringComparison.Ordinal);

    [Fact]
    public void What_looks_like_nothing_known_gets_the_dialects_there_are() =>
        Assert.Contains("Expected one of: blkparse text", Refused("a shopping list\n"u8.ToArray()), StringComparison.Ordinal);

    private static string Refused(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Assert.Throws<CaptureFormatException>(() => CaptureReader.Read(stream, "a file")).Message;
    }
}
