using System.Text;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>Tables that are sums: biolatency's histograms, and a drive's health log.</summary>
public sealed class HistogramTests
{
    // The forms of biolatency_example.txt (bcc, -D) and of biolatency(8) of bpftrace.
    private const string Bcc = """
        Tracing block device I/O... Hit Ctrl-C to end.
        ^C

        disk = b'xvdb'
             usecs               : count     distribution
                 0 -> 1          : 0        |                                        |
                64 -> 127        : 90       |****************************************|
               128 -> 255        : 10       |****                                    |

        disk = xvdc
             usecs               : count     distribution
                64 -> 127        : 1        |****************************************|
        avg = 100 usecs, total: 100 usecs, count: 1

        """;

    private const string Bpftrace = """
        Attaching 4 probes...
        @usecs[nvme0n1]:
        [0]                    2 |@                                      |
        [256, 512)            97 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
        [1K, 2K)               1 |@                                      |

        """;

    [Fact]
    public void Bcc_s_histograms_are_told_one_by_one()
    {
        HistogramCapture capture = Read(Bcc);

        Assert.Equal((0, capture.Account.Read), (capture.Account.SkippedCount, capture.Account.Recognised));
        Assert.Equal(["xvdb 100", "xvdc 1"], capture.Histograms.Select(one => $"{one[0].Of} {one.Sum(bucket => bucket.Count)}"));
        HistogramBucket half = HistogramCapture.At(capture.Histograms[0], 0.5)!;
        Assert.Equal((64.0, 128.0, "usecs"), (half.From, half.To, half.Unit));
        Assert.Equal(128.0, HistogramCapture.At(capture.Histograms[0], 0.99)!.From);
    }

    // bcc prints what Python shows of a dictionary; JSON is taken alike.
    [Theory, InlineData('\''), InlineData('"')]
    public void The_lines_of_j_are_histograms_too(char quote)
    {
        string text =
            "{'ts': '2026-01-01 10:00:00', 'val_type': 'usecs', 'data': [{'interval-start': 0, 'interval-end': 1, 'count': 3}, {'interval-start': 2, 'interval-end': 3, 'count': 5}], 'disk': 'sda'}\n";

        HistogramCapture capture = Read(text.Replace('\'', quote));

        Assert.Equal((0, 1), ((int)capture.Account.SkippedCount, (int)capture.Account.Recognised));
        Assert.Equal(
            [("sda", "usecs", 0.0, 2.0, 3L), ("sda", "usecs", 2.0, 4.0, 5L)],
            capture.Buckets.Select(bucket => (bucket.Of!, bucket.Unit!, bucket.From!.Value, bucket.To!.Value, bucket.Count))
        );
    }

    [Fact]
    public void What_bpftrace_lost_is_lost() =>
        Assert.Equal(
            (99, 0),
            ((int)Read(Bpftrace + "Lost 99 events\n").Account.Lost, (int)Read(Bpftrace + "Lost 99 events\n").Account.SkippedCount)
        );

    // A German comma, digits in groups, a word: none of them may become another number.
    [Theory, InlineData("311,00"), InlineData("\"1,234\""), InlineData("\"n/a\""), InlineData("1.5")]
    public void A_counter_that_is_no_whole_number_is_named_and_left_out(string value)
    {
        string text = $"{{\n \"critical_warning\": 0,\n \"temperature\": 311,\n \"media_errors\": {value},\n \"percent_used\": 3\n}}\n";

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        SmartLogCapture log = SmartLogCapture.Read(stream, "smart.json");

        SkippedKind left = Assert.Single(log.Account.Skipped);
        Assert.Contains("media_errors", left.Kind, StringComparison.Ordinal);
        Assert.Equal(4, left.Examples[0].Place);
        Assert.DoesNotContain(log.Fields, field => field.Field == "media_errors");
        Assert.Contains(log.Fields, field => field is ("percent_used", "3"));
    }

    [Fact]
    public void Bpftrace_s_bounds_are_read_with_their_letters()
    {
        HistogramCapture capture = Read(Bpftrace);

        Assert.Equal((0, capture.Account.Read), (capture.Account.SkippedCount, capture.Account.Recognised));
        Assert.Equal(
            [(0.0, 1.0, 2L), (256.0, 512.0, 97L), (1024.0, 2048.0, 1L)],
            capture.Histograms[0].Select(bucket => (bucket.From!.Value, bucket.To!.Value, bucket.Count))
        );
        Assert.Equal("nvme0n1", capture.Buckets[0].Of);
    }

    [Fact]
    public void What_is_damaged_is_counted_and_a_cut_row_is_no_number()
    {
        HistogramCapture capture = Read(Bcc + "   64 -> many : 3 |*|\n   64 -> 127        : 1");

        Assert.Equal((2, true), (capture.Account.SkippedCount, capture.Account.TruncatedTail));
        Assert.Equal(4, capture.Buckets.Count);
    }

    [Theory, InlineData(Bcc, "xvdb"), InlineData(Bpftrace, "nvme0n1")]
    public void They_are_found_by_their_content_and_summarized(string text, string device)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-biolatency-").FullName, "some.txt");
        File.WriteAllText(path, text);

        Assert.IsType<HistogramCapture>(TableCapture.Open(path));
        Assert.Contains(device, CaptureSummary.Of(path).ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_smart_log_is_a_table_of_its_fields_as_printed()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-smart-").FullName, "smart.json");
        File.WriteAllText(
            path,
            "{ \"critical_warning\" : { \"value\" : 4, \"available_spare\" : 0 },\n \"temperature\" : 310,\n \"media_errors\" : 12,\n \"host_read_commands\" : 123456789012345678901234567890 }\n"
        );

        var capture = Assert.IsType<SmartLogCapture>(TableCapture.Open(path));

        Assert.Equal((5, 5), ((int)capture.Account.Read, (int)capture.Account.Recognised));
        Assert.Equal(("critical_warning.value", "4"), capture.Fields[0]);
        Assert.Equal("123456789012345678901234567890", capture.Fields[^1].Value);
        Assert.Contains("media_errors 12", CaptureSummary.Of(path).ToString()!, StringComparison.Ordinal);

        File.WriteAllText(path, "{ \"critical_warning\" : 0, \"temperature\" : 31");
        Assert.True(TableCapture.Open(path).Account.TruncatedTail);
    }

    private static HistogramCapture Read(string text) =>
        HistogramCapture.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test lines");
}
