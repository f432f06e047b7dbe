using NotebookKit.Blocks;
using NotebookKit.Cases;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Cases;

/// <summary>A capture whose events are not kept is told of word for word as one whose events are.</summary>
public sealed class LargeCaptureTests
{
    public static TheoryData<string> Recordings => [.. Directory.GetDirectories(RepositoryFolder.Data).Order(StringComparer.Ordinal).Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_recording_is_summed_up_and_judged_alike(string recording) => Alike(Path.Combine(RepositoryFolder.Data, recording));

    [Theory]
    [InlineData("break/far-min.btrace.txt")]
    [InlineData("break/windows-overflow.blktrace.0")]
    [InlineData("false-bandwidth-cap")]
    [InlineData("lost-events-on-cut/cut.txt")]
    [InlineData("stall-period")]
    [InlineData("stacks")]
    public void So_is_a_case(string name) => Alike(RepositoryFolder.Case(name));

    [Theory]
    [InlineData("snapshot-nomerges2")]
    [InlineData("stalls")]
    [InlineData("mixed-fsync")]
    [InlineData("origin-write-cow")]
    public void A_verdict_brings_no_event_into_memory(string recording)
    {
        long before = LargeCaptures.LeastBytes;
        try
        {
            LargeCaptures.LeastBytes = 0;
            Investigation judged = Investigation.Open(Path.Combine(RepositoryFolder.Data, recording, "blktrace"));
            Assert.NotEmpty(judged.ToText());
            Assert.All(judged.Captures.SelectMany(summary => summary.Captures), capture => Assert.False(capture.Trace.HoldsEvents));
        }
        finally
        {
            LargeCaptures.LeastBytes = before;
        }
    }

    [Theory]
    [InlineData("snapshot-nomerges2")]
    [InlineData("mixed-fsync")]
    public void Nor_does_a_summary_and_its_text_reads_them_once(string recording)
    {
        long before = LargeCaptures.LeastBytes;
        try
        {
            LargeCaptures.LeastBytes = 0;
            CaptureSummary summary = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, recording, "blktrace"));
            Assert.NotEmpty(summary.ToText());
            Assert.All(summary.Captures, capture => Assert.Equal(1, capture.Trace.TimesRead));
            Assert.NotEmpty(summary.ToJson());
            Assert.All(summary.Captures, capture => Assert.False(capture.Trace.HoldsEvents));
        }
        finally
        {
            LargeCaptures.LeastBytes = before;
        }
    }

    [Fact]
    public void Its_events_are_read_again_when_they_are_asked_for()
    {
        string path = Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2", "blktrace");
        BlockTrace kept = BlockTrace.Load(path);
        BlockTrace streamed = BlockTrace.Streamed(take => CaptureReader.Stream(path, take), expected: 100);
        Assert.Equal(kept.EventCount, streamed.EventCount);
        Assert.Equal(kept.Events.TimeNs.ToArray(), streamed.Events.TimeNs.ToArray());
        Assert.Equal(kept.Events.Messages, streamed.Events.Messages);
        Assert.Equal(kept.Btt.ToString(), streamed.Btt.ToString());
        Assert.Equal(kept.Bios.CompleteNs.ToArray(), streamed.Bios.CompleteNs.ToArray());
    }

    [Fact]
    public void A_file_that_is_gone_by_then_is_named()
    {
        string copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.Copy(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2", "btrace.txt.gz"), copy);
        BlockTrace streamed = BlockTrace.Streamed(take => CaptureReader.Stream(copy, take), expected: 100);
        File.Delete(copy);
        Assert.Contains(copy, Assert.Throws<FileNotFoundException>(() => streamed.Events).Message, StringComparison.Ordinal);
    }

    private static void Alike(string path)
    {
        long before = LargeCaptures.LeastBytes;
        try
        {
            LargeCaptures.LeastBytes = long.MaxValue;
            (string verdict, string[] summaries) = (Investigation.Open(path).ToJson(), [.. CaptureSummary.Each([path]).Select(summary => summary.ToText() + summary.ToJson())]);
            LargeCaptures.LeastBytes = 0;
            Assert.Equal(verdict, Investigation.Open(path).ToJson());
            Assert.Equal(summaries, CaptureSummary.Each([path]).Select(summary => summary.ToText() + summary.ToJson()));
        }
        finally
        {
            LargeCaptures.LeastBytes = before;
        }
    }
}
