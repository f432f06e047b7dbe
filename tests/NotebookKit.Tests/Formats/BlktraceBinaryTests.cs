using System.Buffers.Binary;
using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class BlktraceBinaryTests
{
    private const string MqDeadline = "blktrace-mqdeadline/nvme0n1.blktrace.0";

    public static TheoryData<string, string> CapturesWithText()
    {
        var data = new TheoryData<string, string>();
        foreach ((string folder, string text) in Captures.BlktraceWithText)
        {
            data.Add(Path.GetRelativePath(RepositoryFolder.Root, folder), Path.GetRelativePath(RepositoryFolder.Root, text));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CapturesWithText))]
    public void The_records_say_what_blkparse_printed_of_them(string folder, string text)
    {
        BlockEvents records = BlktraceBinary.Read(Path.Combine(RepositoryFolder.Root, folder)).Events;
        BlockEvents printed = BlkparseText.Read(Path.Combine(RepositoryFolder.Root, text)).Events;

        Assert.Equal(EventText.All(printed), EventText.AsBlkparsePrints(records));
    }

    [Theory]
    [MemberData(nameof(CapturesWithText))]
    public void The_records_say_what_blkparse_prints_here_and_now(string folder, string text)
    {
        Assert.SkipUnless(Tool.Has("blkparse"), "blkparse (Debian package blktrace) is not installed");
        Assert.NotEmpty(text);
        string where = Path.Combine(RepositoryFolder.Root, folder);
        Assert.SkipUnless(Directory.GetFiles(where, "*.gz").Length == 0, "blkparse reads no compressed files");
        string[] names =
        [
            .. Directory
                .GetFiles(where, "*.blktrace.0")
                .Select(file => Path.GetFileName(file)[..^".blktrace.0".Length])
                .Order(StringComparer.Ordinal),
        ];

        (int exitCode, byte[] output, string error) = Tool.Run(
            "blkparse",
            ["-D", where, .. names.SelectMany(name => new[] { "-i", name })]
        );
        Assert.True(exitCode == 0, error);
        BlockEvents printed = BlkparseText.Read(new MemoryStream(output), "blkparse").Events;

        Assert.Equal(EventText.All(printed), EventText.AsBlkparsePrints(BlktraceBinary.Read(where).Events));
    }

    [Fact]
    public void A_capture_from_a_host_of_the_other_byte_order_reads_alike()
    {
        byte[] native = File.ReadAllBytes(Fixture.Path(MqDeadline));

        BlockCapture swapped = BlktraceBinary.Read(new MemoryStream(Swap(native)), "swapped");

        Assert.Equal(EventText.All(BlktraceBinary.Read(new MemoryStream(native), "native").Events), EventText.All(swapped.Events));
        Assert.Equal(new DateTime(2026, 11, 22), swapped.Events.StartUtc!.Value.Date);
    }

    [Fact]
    public void A_stream_gives_the_same_events_chunk_by_chunk()
    {
        foreach (string folder in Captures.BlktraceFolders)
        {
            var events = new List<string>();

            ReadAccount account = BlktraceBinary.Stream([folder], chunk => events.AddRange(EventText.All(chunk)));

            BlockCapture whole = BlktraceBinary.Read(folder);
            Assert.Equal(EventText.All(whole.Events), events);
            Assert.Equal(
                (whole.Account.Read, whole.Account.Recognised, whole.Account.Lost),
                (account.Read, account.Recognised, account.Lost)
            );
        }
    }

    [Fact]
    public void The_fast_path_agrees_with_the_plain_reader_on_every_capture()
    {
        foreach (string folder in Captures.BlktraceFolders)
        {
            Assert.True(Alike([.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]), folder);
        }
    }

    [Fact]
    public void Records_across_the_ends_of_buffers_and_damage_within_a_run_are_read_alike_on_both_paths()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.Path(MqDeadline));
        byte[] many = [.. Enumerable.Repeat(bytes, 40).SelectMany(part => part)];
        Assert.True(Alike([many, many]), "two long files");
        foreach (int at in (int[])[100_003, 131_000, 200_000, 262_100, 400_041])
        {
            foreach (int length in (int[])[1, 16, 100])
            {
                byte[] damaged = [.. many];
                damaged.AsSpan(at, length).Fill(0x5A);
                Assert.True(Alike([damaged, many]), $"{length} bytes at {at}");
            }
        }
    }

    [Fact]
    public void What_the_consumer_throws_reaches_the_caller()
    {
        Assert.Throws<TimeoutException>(() =>
            BlktraceBinary.Stream([Fixture.Path("blktrace-mqdeadline")], _ => throw new TimeoutException())
        );
    }

    [Fact]
    public void A_per_cpu_file_a_name_and_a_folder_stand_for_the_same_capture()
    {
        string[] expected = EventText.All(BlktraceBinary.Read(Fixture.Path("blktrace-io-errors")).Events);

        Assert.Equal(expected, EventText.All(BlktraceBinary.Read(Fixture.Path("blktrace-io-errors/nvme0n1")).Events));
        Assert.Equal(expected, EventText.All(BlktraceBinary.Read(Fixture.Path("blktrace-io-errors/nvme0n1.blktrace.1")).Events));
    }

    [Fact]
    public void Compressed_records_are_read_like_plain_ones()
    {
        byte[] plain = File.ReadAllBytes(Fixture.Path(MqDeadline));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        BlockCapture capture = BlktraceBinary.Read(new MemoryStream(packed.ToArray()), "packed");

        Assert.Equal(EventText.All(BlktraceBinary.Read(new MemoryStream(plain), "plain").Events), EventText.All(capture.Events));
    }

    [Fact]
    public void Protocol_version_8_is_an_error_that_names_the_remedy()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.Path(MqDeadline));
        bytes[0] = 8;

        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => BlktraceBinary.Read(new MemoryStream(bytes), "v8"));

        Assert.Contains("protocol version 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("blkparse", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_an_error_with_its_byte_offset()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() =>
            BlktraceBinary.Read(Fixture.Path("blktrace-mqdeadline.txt"))
        );

        Assert.Contains("byte 0: expected a blktrace record", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_files_alone_are_an_error_and_beside_others_are_none()
    {
        using TemporaryFile empty = Fixture.Temporary("");

        Assert.Contains(
            "no record",
            Assert.Throws<CaptureFormatException>(() => BlktraceBinary.Read(empty.Path)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(0, new FileInfo(Fixture.Path("blktrace-mqdeadline/nvme0n1.blktrace.1")).Length);
    }

    [Fact]
    public void A_record_cut_off_at_the_end_is_counted()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.Path(MqDeadline));

        BlockCapture capture = BlktraceBinary.Read(new MemoryStream(bytes, 0, bytes.Length - 5), "cut");

        Assert.True(capture.Account.TruncatedTail);
        Assert.Equal("last record is cut off", capture.Account.Skipped.Single().Kind);
        Assert.Equal(447, capture.Events.Count);
        Assert.Equal(capture.Account.Read, capture.Account.Recognised + 1);
    }

    [Fact]
    public void Damage_in_the_middle_costs_only_the_records_it_touches()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.Path(MqDeadline));
        int whole = BlktraceBinary.Read(new MemoryStream(bytes), "whole").Events.Count;
        bytes.AsSpan(bytes.Length / 2, 100).Fill(0x5A);

        BlockCapture capture = BlktraceBinary.Read(new MemoryStream(bytes), "damaged");

        Assert.InRange(capture.Events.Count, whole - 5, whole - 1);
        Assert.Equal(1, capture.Account.SkippedCount);
        Assert.InRange(capture.Account.Lost, 1, 5);
    }

    [Fact]
    public void Records_that_the_kernel_dropped_are_counted_from_the_gap_in_their_numbers()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.Path(MqDeadline));
        List<Range> records = Records(bytes);
        byte[] gap = [.. bytes[..records[100].Start], .. bytes[records[107].Start..]];

        BlockCapture capture = BlktraceBinary.Read(new MemoryStream(gap), "gap");

        Assert.Equal(7, capture.Account.Lost);
        Assert.Equal(0, BlktraceBinary.Read(new MemoryStream(bytes), "whole").Account.Lost);
    }

    [Theory]
    [InlineData(5u, 4096u, 'S', 2 << 16, "S W 8 + 8")]
    [InlineData(16u, 4096u, 'a', 1 << 16, "a R 8 + 8")]
    [InlineData(14u, 4096u, 'B', 2 << 16, "B W 8 + 8")]
    [InlineData(6u, 4096u, 'R', 1 << 16, "R R 8 + 8")]
    [InlineData(7u, 36u, 'D', 1 << 25, "D R -1 + 0")]
    public void Actions_that_no_capture_at_hand_holds_are_read_by_their_numbers(
        uint number,
        uint bytes,
        char letter,
        int kind,
        string expected
    )
    {
        byte[] record = File.ReadAllBytes(Fixture.Path(MqDeadline)).AsSpan(0, 48).ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(16), 8);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(28), number | (uint)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(44), 0);

        BlockCapture capture = BlktraceBinary.Read(new MemoryStream(record), "one record");

        Assert.Equal((BlockAction)letter, capture.Events.Action[0]);
        Assert.Contains(expected, EventText.All(capture.Events)[0], StringComparison.Ordinal);
        Assert.Equal(letter == 'D', (capture.Events.Rwbs[0] & Rwbs.Passthrough) != 0);
    }

    [Fact]
    public void A_message_and_driver_data_keep_their_payload()
    {
        byte[] record = File.ReadAllBytes(Fixture.Path(MqDeadline)).AsSpan(0, 48).ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(28), 2 | (1u << 26));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(44), 5u << 16);
        byte[] next = record[..];
        BinaryPrimitives.WriteUInt32LittleEndian(next.AsSpan(28), 17 | (1u << 16));
        BinaryPrimitives.WriteUInt32LittleEndian(next.AsSpan(44), 3u << 16);

        BlockCapture capture = BlktraceBinary.Read(new MemoryStream([.. record, .. "hello"u8, .. next, 1, 2, 3]), "two records");

        Assert.Equal("hello", capture.Events.Messages.Single());
        Assert.Equal([BlockAction.Message, BlockAction.DriverData], capture.Events.Action.ToArray());
        Assert.Equal((2L, 0L), (capture.Account.Recognised, capture.Account.SkippedCount));
    }

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(() => BlktraceBinary.Read(Fixture.Path("nothing")));

        Assert.Contains("nothing.blktrace.N", error.Message, StringComparison.Ordinal);
    }

    /// <summary>True where the fast path and the plain reader make the same of files,
    /// which are taken for those of the CPUs of one capture.</summary>
    internal static bool Alike(byte[][] files) => Both.Same(Merged(files, plainly: true), Merged(files, plainly: false));

    private static BlockCapture? Merged(byte[][] files, bool plainly)
    {
        BlockCapture capture = BlktraceBinary.Empty("test");
        try
        {
            List<BlktraceStream> streams = [.. files.Select(file => new BlktraceStream(new MemoryStream(file), "test", capture.Account))];
            return BlktraceBinary.ReadMerged(streams, capture, plainly);
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }

    private static List<Range> Records(byte[] bytes)
    {
        var records = new List<Range>();
        for (int at = 0; at < bytes.Length; )
        {
            int length = 48 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 46));
            records.Add(at..(at + length));
            at += length;
        }

        return records;
    }

    // Payloads are big-endian always, but for the wall clock, which is two words in the host's order.
    private static byte[] Swap(byte[] native)
    {
        byte[] swapped = [.. native];
        int[] fields = [4, 4, 8, 8, 4, 4, 4, 4, 4, 2, 2];
        foreach (Range record in Records(native))
        {
            int at = record.Start.Value;
            uint action = BinaryPrimitives.ReadUInt32LittleEndian(native.AsSpan(at + 28));
            int field = at;
            foreach (int length in fields)
            {
                swapped.AsSpan(field, length).Reverse();
                field += length;
            }

            if ((action & (1 << 26)) != 0 && (action & 0xFFFF) == 1)
            {
                swapped.AsSpan(at + 48, 4).Reverse();
                swapped.AsSpan(at + 52, 4).Reverse();
            }
        }

        return swapped;
    }
}
