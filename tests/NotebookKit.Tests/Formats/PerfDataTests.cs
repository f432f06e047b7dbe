using System.Buffers.Binary;
using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public sealed class PerfDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perf-data-").FullName;

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (string kind in (string[])["perf-block", "perf-block-all"])
        {
            foreach (string recording in RepositoryFolder.Recordings($"{kind}.data", $"{kind}.script.txt"))
            {
                pairs.Add(recording, kind);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_events_are_those_that_perf_script_printed(string recording, string kind)
    {
        BlockEvents data = PerfData.Read(RepositoryFolder.File(recording, $"{kind}.data")).Events;
        BlockEvents text = PerfScript.Read(RepositoryFolder.File(recording, $"{kind}.script.txt")).Events;

        Assert.Equal(text.Count, data.Count);
        for (int i = 0; i < text.Count; i++)
        {
            Assert.Equal(Line(text, i), Line(data, i));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_record_is_accounted_for(string recording, string kind)
    {
        ReadAccount account = PerfData.Read(RepositoryFolder.File(recording, $"{kind}.data")).Account;

        Assert.True(account.Read > 0);
        Assert.Equal(account.Read, account.Recognised + account.SkippedCount);
        Assert.Equal(0, account.TimeBackwards);
        Assert.False(account.TruncatedTail);
        Assert.All(account.Skipped, kind => Assert.Contains("no I/O", kind.Kind, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Chunks_hold_the_same_events_as_the_whole(string recording, string kind)
    {
        string path = RepositoryFolder.File(recording, $"{kind}.data");
        BlockCapture whole = PerfData.Read(path);
        var events = new List<string>();

        ReadAccount account = PerfData.Stream(path, chunk => events.AddRange(EventText.All(chunk)));

        Assert.Equal(EventText.All(whole.Events), events);
        Assert.Equal(whole.Account.ToString(), account.ToString());
    }

    [Fact]
    public void What_the_consumer_throws_reaches_the_caller()
    {
        Assert.Throws<TimeoutException>(() =>
            PerfData.Stream(RepositoryFolder.File("standard", "perf-block.data"), _ => throw new TimeoutException())
        );
    }

    [Fact]
    public void What_is_wrong_with_a_file_reaches_who_streams_it()
    {
        byte[] bytes = Plain("standard");
        long end = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)) + BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48));
        string path = Write("cut.data", bytes.AsSpan(0, (int)end - 20));

        var error = Assert.Throws<CaptureFormatException>(() => PerfData.Stream(path, _ => { }));

        Assert.Contains("its end is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_in_any_order_come_in_that_of_time_and_those_of_one_time_in_that_of_the_file()
    {
        var random = new Random(7);
        foreach (int range in (int[])[1, 3, 50, int.MaxValue])
        {
            var order = new PerfDataOrder();
            var expected = new List<(long TimeNs, long At)>();
            var given = new List<(long TimeNs, long At)>();
            int at = 0;
            for (int round = 0; round < 20; round++)
            {
                for (int more = random.Next(700); more > 0; more--, at++)
                {
                    long timeNs = ((long)round * range) + random.Next(range);
                    order.Add(timeNs, at);
                    expected.Add((timeNs, at));
                }

                order.Release(round == 19 ? long.MaxValue : ((long)round * range) - 1);
                while (order.TryNext(out long timeNs, out long place))
                {
                    given.Add((timeNs, place));
                }
            }

            Assert.Equal(expected.OrderBy(sample => sample.TimeNs).ThenBy(sample => sample.At), given);
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("pipe")]
    [InlineData("with call chains")]
    public void A_recording_made_here_reads_as_perf_script_prints_it(string kind)
    {
        using LoopDevice? device = LoopDevice.TryAttach(mebibytes: 4);
        Assert.SkipUnless(device is not null && Tool.Has("perf"), "needs root, a loop device and perf");
        string path = Path.Combine(_folder, "made.data");
        string[] extra = kind == "with call chains" ? ["-g"] : [];
        byte[] piped = Record(device, kind == "pipe" ? "-" : path, extra);
        if (kind == "pipe")
        {
            File.WriteAllBytes(path, piped);
        }

        BlockCapture data = PerfData.Read(path);
        using var printed = new MemoryStream(Tool.Run("perf", "script", "-i", path).Output);
        BlockEvents text = PerfScript.Read(printed, "perf script").Events;

        Assert.True(data.Events.Count > 100, $"only {data.Events.Count} events");
        Assert.Equal(
            Enumerable.Range(0, text.Count).Select(i => Line(text, i)),
            Enumerable.Range(0, data.Events.Count).Select(i => Line(data.Events, i))
        );
        Assert.Equal(data.Account.Read, data.Account.Recognised + data.Account.SkippedCount);
    }

    [Theory]
    [InlineData("-F", "comm,tid,cpu,time,event,trace")]
    [InlineData("-F", "comm,pid,tid,cpu,time,event,trace")]
    [InlineData("-F", "comm,tid,time,event,trace")]
    [InlineData("-F", "comm,cpu,time,event,trace")]
    [InlineData("-F", "time,event,trace")]
    [InlineData("-F", "+period")]
    [InlineData("--ns", "--show-lost-events")]
    [InlineData("--header", "-I")]
    public void Text_with_other_fields_tells_the_same_io(string option, string value)
    {
        using LoopDevice? device = LoopDevice.TryAttach(mebibytes: 4);
        Assert.SkipUnless(device is not null && Tool.Has("perf"), "needs root, a loop device and perf");
        string path = Path.Combine(_folder, "made.data");
        Record(device, path);

        BlockCapture text = PerfScript.Read(new MemoryStream(Tool.Run("perf", "script", "-i", path, option, value).Output), "perf script");

        Assert.All(text.Account.Skipped, kind => Assert.Contains("no I/O", kind.Kind, StringComparison.Ordinal));
        BlockEvents data = PerfData.Read(path).Events;
        Assert.Equal(
            Enumerable.Range(0, data.Count).Select(i => Io(data, i)),
            Enumerable.Range(0, text.Events.Count).Select(i => Io(text.Events, i))
        );

        static string Io(BlockEvents events, int i) =>
            FormattableString.Invariant(
                $"{events.TimeNs[i] / 1000} {events.Action[i]} {events.Devices[events.Device[i]]} {events.Rwbs[i]} {events.Sector[i]} + {events.Sectors[i]} [{events.Names[events.Name[i]]}]"
            );
    }

    [Fact]
    public void Events_whose_samples_are_laid_out_differently_are_told_apart()
    {
        using LoopDevice? device = LoopDevice.TryAttach(mebibytes: 4);
        Assert.SkipUnless(device is not null && Tool.Has("perf"), "needs root, a loop device and perf");
        string path = Path.Combine(_folder, "layouts.data");
        (int exitCode, _, string error) = Tool.Run(
            "perf",
            "record",
            "-q",
            "-a",
            "-e",
            "block:block_rq_issue/call-graph=fp/",
            "-e",
            "block:block_rq_complete",
            "-e",
            "cpu-clock",
            "-o",
            path,
            "--",
            "dd",
            $"if={device.Path}",
            "of=/dev/null",
            "bs=64k",
            "iflag=direct",
            "status=none"
        );
        Assert.True(exitCode == 0, error);

        BlockCapture data = PerfData.Read(path);
        using var printed = new MemoryStream(Tool.Run("perf", "script", "-i", path).Output);
        BlockEvents text = PerfScript.Read(printed, "perf script").Events;

        Assert.True(text.Count >= 100, $"only {text.Count} events"); // 64 reads, of which a busy host may miss the first or the last
        Assert.Equal(
            Enumerable.Range(0, text.Count).Select(i => Line(text, i)),
            Enumerable.Range(0, data.Events.Count).Select(i => Line(data.Events, i))
        );
        Assert.Equal(data.Account.Read, data.Account.Recognised + data.Account.SkippedCount);
    }

    [Fact]
    public void A_recording_of_perf_record_z_is_read_as_perf_script_prints_it()
    {
        using LoopDevice? device = LoopDevice.TryAttach(mebibytes: 4);
        Assert.SkipUnless(device is not null && Tool.Has("perf"), "needs root, a loop device and perf");
        string path = Path.Combine(_folder, "packed.data");
        Record(device, path, "-z");

        Assert.True((File.ReadAllBytes(path)[72 + 3] & 1 << 3) != 0, "perf was built without zstd"); // feature 27
        BlockCapture packed = PerfData.Read(path);
        BlockEvents printed = PerfScript
            .Read(new MemoryStream(Tool.Run("perf", "script", "--ns", "-i", path).Output), "perf script")
            .Events;

        Assert.NotEqual(0, printed.Count);
        Assert.Equal(EventText.All(printed), EventText.All(packed.Events));
        Assert.Equal(packed.Account.Read, packed.Account.Recognised + packed.Account.SkippedCount);
        Assert.False(packed.Account.TruncatedTail);
    }

    [Fact]
    public void A_file_cut_off_within_its_records_says_that_the_descriptions_are_missing()
    {
        byte[] bytes = Plain("standard");
        long end = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)) + BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48));
        string path = Write("cut.data", bytes.AsSpan(0, (int)end - 20));

        var error = Assert.Throws<CaptureFormatException>(() => PerfData.Read(path));

        Assert.Contains("its end is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("cut.data byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_record_size_ends_the_reading_and_is_counted()
    {
        byte[] bytes = Plain("standard");
        long data = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40));
        bytes.AsSpan((int)data + 6, 2).Clear();

        ReadAccount account = PerfData.Read(Write("damaged.data", bytes)).Account;

        Assert.True(account.TruncatedTail);
        Assert.Equal(1, account.SkippedCount);
        Assert.Equal(data, account.Skipped.Single().Examples[0].Place);
    }

    [Fact]
    public void Events_that_are_said_to_lie_beyond_every_file_are_an_error()
    {
        byte[] bytes = Plain("standard");
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), long.MaxValue - 8);
        string path = Write("beyond.data", bytes);

        Assert.Contains(
            "the head is damaged",
            Assert.Throws<CaptureFormatException>(() => PerfData.Read(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_killed_recording_is_an_error_with_a_remedy()
    {
        byte[] bytes = Plain("standard");
        bytes.AsSpan(48, 8).Clear();
        string path = Write("killed.data", bytes);

        var error = Assert.Throws<CaptureFormatException>(() => PerfData.Read(path));

        Assert.Contains("killed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("PERFILE2", "ends within")]
    [InlineData("2ELIFREP and more", "other byte order")]
    [InlineData("259,0    0        1     0.000000000   249  A  RA 837632 + 512 <- (254,1) 835584\n", "CaptureReader")]
    public void What_is_no_perf_data_is_an_error_that_says_so(string text, string expected)
    {
        string path = Write("other.data", Encoding.UTF8.GetBytes(text));

        var error = Assert.Throws<CaptureFormatException>(() => PerfData.Read(path));

        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("other.data", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Plain(string recording) => Captures.Unpacked(RepositoryFolder.File(recording, "perf-block.data"));

    // perf script cuts its times to microseconds.
    private static string Line(BlockEvents events, int i)
    {
        string detail =
            events.TryGetDetail(i, out long value, out ushort from) && events.Action[i] != BlockAction.Requeue
                ? $"{value} {(events.Action[i] == BlockAction.Remap ? events.Devices[from] : "")}"
                : "";
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{events.TimeNs[i] / 1000} {events.Action[i]} {events.Devices[events.Device[i]]} {events.Rwbs[i]} {events.Sector[i]} + {events.Sectors[i]} [{events.Names[events.Name[i]]}] {events.Pid[i]} cpu {events.Cpu[i]} {detail}"
        );
    }

    private static byte[] Record(LoopDevice device, string output, params string[] extra)
    {
        (int exitCode, byte[] piped, string error) = Tool.Run(
            "perf",
            [
                "record",
                "-q",
                "-a",
                .. extra,
                "-e",
                "block:*",
                "-o",
                output,
                "--",
                "dd",
                $"if={device.Path}",
                "of=/dev/null",
                "bs=64k",
                "iflag=direct",
                "status=none",
            ]
        );
        Assert.True(exitCode == 0, error);
        return piped;
    }

    private string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
