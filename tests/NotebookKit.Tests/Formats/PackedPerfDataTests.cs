using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>perf.data of <c>perf record -z</c>; a real one is read in PerfDataStacksTests.</summary>
public sealed class PackedPerfDataTests
{
    public static TheoryData<string, uint, int> Files()
    {
        var files = new TheoryData<string, uint, int>();
        foreach (string recording in RepositoryFolder.Recordings("perf-block.data"))
        {
            files.Add(recording, PackedPerfData.Compressed, 5_001);
            files.Add(recording, PackedPerfData.Compressed2, 40_000);
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_holds_what_the_plain_file_holds(string recording, uint type, int piece)
    {
        byte[] plain = Captures.Unpacked(RepositoryFolder.File(recording, "perf-block.data"));

        BlockCapture expected = PerfData.Read(new MemoryStream(plain), "plain");
        BlockCapture packed = PerfData.Read(new MemoryStream(PackedPerfData.Of(plain, type, piece)), "packed");

        Assert.Equal(EventText.All(expected.Events), EventText.All(packed.Events));
        Assert.Equal(packed.Account.Read, packed.Account.Recognised + packed.Account.SkippedCount);
        Assert.Equal(
            (expected.Account.SkippedCount, expected.Account.Lost, false),
            (packed.Account.SkippedCount, packed.Account.Lost, packed.Account.TruncatedTail)
        );
    }

    [Fact]
    public void What_stands_in_front_of_damage_is_read_and_the_damage_is_said()
    {
        string recording = RepositoryFolder.Recordings("perf-block.data").First();
        byte[] plain = Captures.Unpacked(RepositoryFolder.File(recording, "perf-block.data"));
        byte[] packed = PackedPerfData.Of(plain, PackedPerfData.Compressed, 5_001);
        var records = new List<int> { BitConverter.ToInt32(plain, 40) };
        while (BitConverter.ToUInt32(packed, records[^1]) == PackedPerfData.Compressed)
        {
            records.Add(records[^1] + BitConverter.ToUInt16(packed, records[^1] + 6));
        }

        packed.AsSpan(records[records.Count / 2] + 8, 4).Fill(0xFF);

        BlockCapture capture = PerfData.Read(new MemoryStream(packed), "packed");

        Assert.InRange(capture.Events.Count, 1, PerfData.Read(new MemoryStream(plain), "plain").Events.Count - 1);
        Assert.True(capture.Account.TruncatedTail);
        Assert.Contains(capture.Account.Skipped, kind => kind.Kind.Contains("zstd", StringComparison.Ordinal));
        Assert.Equal(capture.Account.Read, capture.Account.Recognised + capture.Account.SkippedCount);
    }

    [Fact]
    public void What_went_through_a_pipe_is_refused_with_the_remedy()
    {
        byte[] piped = [.. "PERFILE2"u8, 16, 0, 0, 0, 0, 0, 0, 0, (byte)PackedPerfData.Compressed, 0, 0, 0, 0, 0, 16, 0, .. new byte[8]];

        string error = Assert.Throws<CaptureFormatException>(() => PerfData.Read(new MemoryStream(piped), "piped")).Message;

        Assert.Contains("perf script", error, StringComparison.Ordinal);
        Assert.Contains("without -z", error, StringComparison.Ordinal);
    }
}
