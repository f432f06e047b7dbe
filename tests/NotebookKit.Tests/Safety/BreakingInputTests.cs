using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Safety;

/// <summary>The inputs of tests/data/cases/break, which once ended or misled a reader or
/// an analysis; its INDEX.md says what is right for each.</summary>
public class BreakingInputTests
{
    [Fact]
    public void Perf_data_of_an_idle_disk_holds_no_events_and_says_so()
    {
        using FileStream file = File.OpenRead(Case("perfdata-idle-no-events.data"));

        StreamingSummary summary = StreamingSummary.Read(file, "idle");

        Assert.Equal(0, summary.Events);
        Assert.Contains("0 events, 0 bios, 0 requests", summary.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, CaptureReader.Read(Case("perfdata-idle-no-events.data")).Events.Count);
        WholeAnalysis.Of(BlockTrace.Open(Case("perfdata-idle-no-events.data")));
    }

    [Fact]
    public void A_map_that_ends_behind_the_last_address_is_skipped_and_counted()
    {
        var error = Assert.Throws<CaptureFormatException>(() => Stacks.OpenPerfData(Case("perfdata-map-overflow.data"), Case("kallsyms")));

        Assert.Contains("no samples with stacks", error.Message, StringComparison.Ordinal);
        Assert.Contains("skipped 1: map that ends behind the last address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_without_a_time_are_an_error_with_place_and_remedy()
    {
        var error = Assert.Throws<CaptureFormatException>(() => Stacks.OpenPerfData(Case("perfdata-intime.data"), Case("kallsyms")));

        Assert.Equal((0L, 30728L), (error.Line, error.Column));
        Assert.Contains("record with perf record -T", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_no_64_bits_hold_are_an_error_that_names_the_line_of_the_heaviest()
    {
        var error = Assert.Throws<CaptureFormatException>(() => Stacks.Open(Case("flame-weight-overflow.txt")));
        Assert.Equal(1, error.Line);
        Assert.Contains("46116860184273879035", error.Message, StringComparison.Ordinal);

        using var file = new Formats.TemporaryFile("a;b 1\na;b 18446744073709551615\n"u8);
        Assert.Equal(2, Assert.Throws<CaptureFormatException>(() => Stacks.OpenFolded(file.Path)).Line);
    }

    [Fact]
    public void A_drive_that_only_flushes_gives_no_cause()
    {
        BlockTrace trace = BlockTrace.Open(Case("diagnose-null.data"));

        Finding finding = Assert.Single(Diagnose.Of(trace));

        Assert.Equal("insufficient-evidence", finding.Kind);
        Assert.Contains("all of them without sectors (flushes)", finding.Statement, StringComparison.Ordinal);
        WholeAnalysis.Of(trace);
    }

    [Fact]
    public void A_share_of_no_time_is_printed_as_btt_prints_it()
    {
        // btt 1.2.0 prints " (259,  0) |          1(         0) |          -inf%" for the same events in a file that blkparse reads.
        Assert.Contains("|          -inf%", BlockTrace.Open(Case("btt-number.blktrace.0")).Btt.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_that_are_years_apart_make_no_window_overflow()
    {
        BlockTrace trace = BlockTrace.Open(Case("windows-overflow.blktrace.0"));

        Assert.All(
            trace.WindowsOf(TimeSpan.FromMilliseconds(250)).All,
            window => Assert.True(window.IopsVariation is null || double.IsFinite(window.IopsVariation.Value))
        );
        WholeAnalysis.Of(trace);
    }

    [Fact]
    public void An_event_46_days_behind_all_others_is_named_and_in_no_stretch()
    {
        const string Named = "1 event far from the others, the first at 4000000.000000000 s: 259,0 Q at sector 99999, event 301 of 301";
        BlockTrace trace = BlockTrace.Open(Case("far-min.btrace.txt"));
        TimeSpan width = TimeSpan.FromMilliseconds(20);

        Assert.Single(trace.WindowsOf(width).All);
        Assert.Single(trace.ThroughputOf(width).Rows);
        Assert.Single(trace.RatesOf(width).Rows);
        Assert.Equal(60, trace.ThroughputOf(width).Rows[0].Reads);
        Assert.All(
            new[] { trace.WindowsOf(width).ToDataFrame(), trace.ThroughputOf(width).ToDataFrame(), trace.RatesOf(width).ToDataFrame() },
            table => Assert.Contains($"Left out: {Named}.", table.ToText(), StringComparison.Ordinal)
        );
        Assert.Contains(
            Diagnose.Of(trace),
            finding => finding.Kind == "far-events" && finding.Statement.Contains(Named, StringComparison.Ordinal)
        );
        Assert.Contains(CaptureSummary.Of(Case("far-min.btrace.txt")).Notes, note => note.Contains(Named, StringComparison.Ordinal));
        Assert.NotNull(IfMerged.Of(trace));
        WholeAnalysis.Of(trace);
    }

    [Fact]
    public void Damaged_gzip_gives_the_same_events_and_words_by_its_path_and_from_a_stream()
    {
        string path = Case("gz-damage.btrace.gz");
        ReadAccount ofPath = CaptureReader.Read(path).Account;
        foreach (int most in (int[])[1, 7, 4096, int.MaxValue])
        {
            ReadAccount ofPipe = CaptureReader.Read(new ShortReads(File.OpenRead(path), most), path).Account;
            Assert.Equal(ofPath.ToString(), ofPipe.ToString());
        }

        Assert.Equal((3304L, 1585L), (ofPath.Read, ofPath.Recognised));
        Assert.Contains("gzip data is damaged or cut off", ofPath.ToString(), StringComparison.Ordinal);
        Assert.Equal(StreamingSummary.Read(path).Account.ToString(), ofPath.ToString());
    }

    [Theory]
    [InlineData("btrace.txt.gz")]
    [InlineData("perf-block.script.txt.gz")]
    public void Gzip_that_is_cut_off_between_two_lines_is_counted(string name)
    {
        // The last byte is of the length that ends the file: every line is there, and yet something may be missing.
        byte[] whole = File.ReadAllBytes(RepositoryFolder.File("snapshot-nomerges2", name[..^3]));
        ReadAccount account = CaptureReader.Read(new MemoryStream(whole[..^1]), "cut").Account;

        Assert.True(account.TruncatedTail);
        Assert.Contains(account.Skipped, kind => kind.Kind == "gzip data is damaged or cut off");
        Assert.False(CaptureReader.Read(new MemoryStream(whole), "whole").Account.TruncatedTail);
    }

    private static string Case(string name) => RepositoryFolder.Case("break/" + name);

    /// <summary>A pipe that gives a few bytes at a time.</summary>
    private sealed class ShortReads(Stream stream, int most) : ForwardStream
    {
        public override int Read(Span<byte> buffer) => stream.Read(buffer[..Math.Min(buffer.Length, most)]);

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
