using NotebookKit.Cases;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Cases;

/// <summary>A capture whose events are not kept is told of word for word as one whose events are.</summary>
/// <remarks>What counts as large is one for the whole process: no other test may open a capture meanwhile.</remarks>
[CollectionDefinition(nameof(LargeCaptureTests), DisableParallelization = true)]
[Collection(nameof(LargeCaptureTests))]
public sealed class LargeCaptureTests
{
    public static TheoryData<string> Recordings =>
        [.. Directory.GetDirectories(RepositoryFolder.Data).Order(StringComparer.Ordinal).Select(Path.GetFileName).OfType<string>()];

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
        BlockTrace kept = BlockTrace.Open(path);
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

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Windows_of_time_name_the_cause_of_the_whole(string recording)
    {
        CaptureSummary summary = CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, recording));
        foreach (
            SummaryCapture capture in summary.Captures.Where(capture => capture.Trace.Evidence is { Requests: true, Completions: true })
        )
        {
            BlockEvents events = capture.Trace.Events;
            long rows = capture.Trace.Bios.Count + (long)capture.Trace.Requests.Count;
            var cut = BlockTrace.InWindows(
                take =>
                {
                    for (int from = 0; from < events.Count; from += 500)
                    {
                        take(events.Where(row => row >= from && row < from + 500));
                    }

                    return new ReadAccount();
                },
                Math.Max(2000, rows / 5),
                all => $"{all} rows are too many"
            );
            Assert.Equal($"{cut.RowsToCome} rows are too many", Assert.Throws<CaptureFormatException>(() => cut.Requests).Message);
            cut.NameDevices(summary.Devices.Names);
            int windows = 0;
            DeviceEvidence[] put =
            [
                .. WindowedEvidence.Of(
                    capture with
                    {
                        Trace = cut,
                    },
                    "cut",
                    (window, source, last) =>
                    {
                        windows++;
                        return Judged(window, source);
                    }
                ),
            ];
            DeviceEvidence[] whole = [.. Judged(capture, "whole")];
            Assert.InRange(windows, rows < 4000 ? 1 : 2, 7);
            Assert.Equal(
                whole.Select(one => (one.Device.Device, one.State, one.Cause?.Kind)),
                put.Select(one => (one.Device.Device, one.State, one.Cause?.Kind))
            );
            Assert.Equal(whole.Select(one => one.Device.Requests), put.Select(one => one.Device.Requests));
        }

        DeviceEvidence[] Judged(SummaryCapture capture, string source) =>
            [
                .. capture
                    .Trace.Devices.All.Where(device => device.IsDrive)
                    .Select(device =>
                        DeviceEvidence.Of(capture, device, summary.Queues.GetValueOrDefault(device.Device), source, slow: null, tail: null)
                    ),
            ];
    }

    private static void Alike(string path)
    {
        long before = LargeCaptures.LeastBytes;
        try
        {
            LargeCaptures.LeastBytes = long.MaxValue;
            (string verdict, string[] summaries) = (
                Investigation.Open(path).ToJson(),
                [.. CaptureSummary.Each([path]).Select(summary => summary.ToText() + summary.ToJson())]
            );
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
