using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class BlkparseTextTests
{
    private const string Issue = "259,0    1       18     0.002551381  1579  D  RS 280576 + 512 [cat]\n";

    [Theory]
    [InlineData("  8,16   3      134     0.000000001  1579  Q  WS 123 + 8 [fio]", "1 8,16 cpu 3 pid 1579 Q WS 123 + 8 [fio]")]
    [InlineData(
        "259,0    1       18     1.000000000   377  D   R 837648 + 8 [kworker/1:1H]",
        "1000000000 259,0 cpu 1 pid 377 D R 837648 + 8 [kworker/1:1H]"
    )]
    [InlineData(
        "259,0    1       18     0.002551381  1579  M  RA 280576 + 512 [Web Content]",
        "2551381 259,0 cpu 1 pid 1579 M RA 280576 + 512 [Web Content]"
    )]
    [InlineData(
        "259,0    1       18     0.002551381  1579  F   W 280576 + 512 [a] b [c]",
        "2551381 259,0 cpu 1 pid 1579 F W 280576 + 512 [a] b [c]"
    )]
    [InlineData("259,0    1       18     0.002551381  1579  B   R 280576 + 512 []", "2551381 259,0 cpu 1 pid 1579 B R 280576 + 512 []")]
    [InlineData(
        "259,0    1       18     0.002551381  1579  S  FN [jbd2/nvme0n1-8]",
        "2551381 259,0 cpu 1 pid 1579 S FN -1 + 0 [jbd2/nvme0n1-8]"
    )]
    [InlineData("259,0    1        4     0.000201350   458  P   N [cat]", "201350 259,0 cpu 1 pid 458 P N -1 + 0 [cat]")]
    [InlineData("259,0    0        5     0.000760763  1200  U   N [c]at] 16", "760763 259,0 cpu 0 pid 1200 U N -1 + 0 [c]at] detail 16")]
    [InlineData(
        "259,0    0     5059     0.657362915    17 UT   N [kworker/0:1] 1",
        "657362915 259,0 cpu 0 pid 17 T N -1 + 0 [kworker/0:1] detail 1"
    )]
    [InlineData(
        "259,0    1        1     0.000112708   458  A  RA 272384 + 512 <- (254,1) 270336",
        "112708 259,0 cpu 1 pid 458 A RA 272384 + 512 [] from 254,1 270336"
    )]
    [InlineData(
        "254,3    0        2     0.000098106   803  X  RA 1040392 / 1040400 [cat]",
        "98106 254,3 cpu 0 pid 803 X RA 1040392 + 0 [cat] detail 1040400"
    )]
    [InlineData(
        "259,0    1        6     0.000754585     0  C  RA 272384 + 512 [0]",
        "754585 259,0 cpu 1 pid 0 C RA 272384 + 512 [] detail 0"
    )]
    [InlineData(
        "259,0    1        6     0.000754585     0  C   R 272384 + 512 [65475]",
        "754585 259,0 cpu 1 pid 0 C R 272384 + 512 [] detail -61"
    )]
    [InlineData(
        "259,0    1        6     0.000754585     0  C   R 272384 + 512 [-5]",
        "754585 259,0 cpu 1 pid 0 C R 272384 + 512 [] detail -5"
    )]
    [InlineData("259,0    1        6     0.000754585     0  C  FN 0 [0]", "754585 259,0 cpu 1 pid 0 C FN 0 + 0 [] detail 0")]
    [InlineData("259,0    1        6     0.000754585     0  C WFS 5120 [0]", "754585 259,0 cpu 1 pid 0 C WFS 5120 + 0 [] detail 0")]
    [InlineData(
        "259,0    1        6     0.000754585     0  C  WS 18446744073709551615 [0]",
        "754585 259,0 cpu 1 pid 0 C WS -1 + 0 [] detail 0"
    )]
    [InlineData(
        "259,0    0       16     0.011751203  3090  R   R 4145920 + 128 [0]",
        "11751203 259,0 cpu 0 pid 3090 R R 4145920 + 128 [] detail 0"
    )]
    [InlineData(
        "  8,0    0       16     0.000000005   812  D   R 36 (12 00 00 00 24 00 ..) [hald-probe]",
        "5 8,0 cpu 0 pid 812 D R -1 + 0 [hald-probe]"
    )]
    [InlineData("  8,0    0       16     0.000000005   812  I   N 0 (00 ..) [smartd]", "5 8,0 cpu 0 pid 812 I N -1 + 0 [smartd]")]
    [InlineData("  8,0    0       16     0.000000005   812  Q   R 4096 [nvme]", "5 8,0 cpu 0 pid 812 Q R -1 + 8 [nvme]")]
    [InlineData("  8,0    0       16     0.000000005     0  C   R (12 00 00 00 24 00 ..) [0]", "5 8,0 cpu 0 pid 0 C R -1 + 0 [] detail 0")]
    [InlineData("  8,0    0       16     0.000000005   812  D   R 1024 + 8 (     123) [cat]", "5 8,0 cpu 0 pid 812 D R 1024 + 8 [cat]")]
    [InlineData("  8,0    0       16     0.000000005     0  C   R 1024 + 8 (  123456) [0]", "5 8,0 cpu 0 pid 0 C R 1024 + 8 [] detail 0")]
    [InlineData(
        "  8,0    0        0     0.000000005   812  m   N cfq812S / alloced",
        "5 8,0 cpu 0 pid 812 m N -1 + 0 [] 'cfq812S / alloced'"
    )]
    public void A_line_of_each_action_gives_its_fields(string line, string expected)
    {
        BlockCapture capture = Read(line + "\n");

        Assert.Empty(capture.Account.Skipped);
        Assert.Equal(expected, EventText.All(capture.Events).Single());
    }

    [Theory]
    [InlineData("R", Rwbs.Read)]
    [InlineData("RA", Rwbs.Read | Rwbs.ReadAhead)]
    [InlineData("RSM", Rwbs.Read | Rwbs.Sync | Rwbs.Metadata)]
    [InlineData("WFS", Rwbs.Write | Rwbs.Fua | Rwbs.Sync)]
    [InlineData("FWFSM", Rwbs.Preflush | Rwbs.Write | Rwbs.Fua | Rwbs.Sync | Rwbs.Metadata)]
    [InlineData("FN", Rwbs.Preflush | Rwbs.NoData)]
    [InlineData("FF", Rwbs.Preflush | Rwbs.Flush)]
    [InlineData("F", Rwbs.Flush)]
    [InlineData("DS", Rwbs.Discard | Rwbs.Sync)]
    [InlineData("DE", Rwbs.SecureErase)]
    [InlineData("WZS", Rwbs.WriteZeroes | Rwbs.Sync)]
    [InlineData("ZAS", Rwbs.ZoneAppend | Rwbs.Sync)]
    [InlineData("WFSU", Rwbs.Write | Rwbs.Fua | Rwbs.Sync | Rwbs.Atomic)]
    [InlineData("WB", Rwbs.Write | Rwbs.Barrier)]
    public void Rwbs_letters_are_read_and_written_back_alike(string letters, Rwbs expected)
    {
        Rwbs value = RwbsLetters.Parse(System.Text.Encoding.ASCII.GetBytes(letters));

        Assert.Equal(expected, value);
        Assert.Equal(letters, RwbsLetters.Format(value));
    }

    [Fact]
    public void A_driver_command_is_marked_and_holds_no_sector()
    {
        BlockEvents events = Read("  8,0    0       16     0.000000005   812  D   R 36 (12 00 00 00 24 00 ..) [hald]\n").Events;

        Assert.Equal(Rwbs.Read | Rwbs.Passthrough, events.Rwbs[0]);
        Assert.Equal(BlockEvents.NoSector, events.Sector[0]);
    }

    [Fact]
    public void Carriage_returns_change_nothing()
    {
        string text = File.ReadAllText(Fixture.Path("article-btrace.txt"));

        Assert.Equal(EventText.All(Read(text).Events), EventText.All(Read(text.Replace("\n", "\r\n", StringComparison.Ordinal)).Events));
    }

    [Fact]
    public void A_culture_with_decimal_commas_changes_nothing()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(2_551_381, Read(Issue).Events.TimeNs[0]);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_truncated_last_line_is_reported_with_its_number()
    {
        BlockCapture capture = Read(Issue + "259,0    1       19     0.0040996");

        Assert.Equal(1, capture.Events.Count);
        Assert.True(capture.Account.TruncatedTail);
        Assert.Equal(2, capture.Account.Skipped.Single().Examples[0].Place);
    }

    [Fact]
    public void A_last_number_that_may_have_lost_digits_is_not_believed()
    {
        BlockCapture capture = Read(Issue + "259,0    1       19     0.004099666     0  A   R 280576 + 512 <- (252,0) 2785");

        Assert.Equal(1, capture.Events.Count);
        Assert.True(capture.Account.TruncatedTail);
    }

    [Fact]
    public void A_whole_last_line_without_line_end_is_taken()
    {
        BlockCapture capture = Read(Issue.TrimEnd());

        Assert.Equal(1, capture.Events.Count);
        Assert.False(capture.Account.TruncatedTail);
    }

    [Theory]
    [InlineData("259,0    1       18     0.002551381  1579  D  RS 99999999999999999999999 + 512 [cat]")]
    [InlineData("259,0    1       18     0.002551381  1579  D  RS 280576 + 4294967296 [cat]")]
    [InlineData("259,0    1       18     0.002551381  1579  D  RS 280576 + x [cat]")]
    [InlineData("259,0    1       18     99999999999999.002551381  1579  D  RS 280576 + 8 [cat]")]
    [InlineData("259,0    1       18     0.0025513811  1579  D  RS 280576 + 8 [cat]")]
    [InlineData("259,0    99999999  18  0.002551381  1579  D  RS 280576 + 8 [cat]")]
    [InlineData("259,0    1       18     0.002551381  1579  D  RQ 280576 + 8 [cat]")]
    [InlineData("259,0    1       18     0.002551381  1579  Y  RS 280576 + 8 [cat]")]
    [InlineData("259,0    1       18     0.002551381  1579  D  RS 280576 + 8 [cat")]
    [InlineData("259,0    1       18     0.002551381  1579  C  RS 280576 + 8 [99999999]")]
    [InlineData("259,0    1       18     0.002551381  1579  C  RS 280576 + 8 [0] x")]
    [InlineData("259 0    1       18     0.002551381  1579  D  RS 280576 + 8 [cat]")]
    [InlineData("259,0    1       18     0.002551381  1579  A  RS 280576 + 8 <- 252,0 5")]
    [InlineData("something else")]
    public void A_line_that_is_wrong_is_counted_and_quoted(string wrong)
    {
        BlockCapture capture = Read(Issue + wrong + "\n" + Issue);

        Assert.Equal(2, capture.Events.Count);
        SkippedKind kind = Assert.Single(capture.Account.Skipped);
        Assert.Equal((2L, wrong), kind.Examples[0]);
        Assert.Equal(3, capture.Account.Read);
        Assert.Equal(2, capture.Account.Recognised);
    }

    [Fact]
    public void A_file_without_any_such_line_is_an_error_with_line_and_column()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => Read("\n259,0  x  18\n"));

        Assert.Equal(2, error.Line);
        Assert.Equal(8, error.Column);
        Assert.Contains("line 2 column 8: expected blkparse text", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected a CPU number after the device", error.Message, StringComparison.Ordinal);
        Assert.Contains("259,0  x  18", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_an_error_that_says_so()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => Read(""));

        Assert.Contains("the file is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_binary_file_is_an_error_that_names_the_right_reader()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() =>
            BlkparseText.Read(Fixture.Path("blktrace-mqdeadline/nvme0n1.blktrace.0"))
        );

        Assert.Contains("BlktraceBinary.Read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_an_error_that_says_so()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => BlkparseText.Read(Fixture.Folder));

        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_sequence_numbers_and_dropped_events_are_counted_as_lost()
    {
        Assert.Equal(1024, Read(Issue + "Skips: 2 forward (1,024 -   0.1%)\n").Account.Lost);
        Assert.Equal(
            77,
            Read(Issue + "You have 77 dropped events\nConsider using a larger buffer size (-b) and/or more buffers (-n)\n").Account.Lost
        );
    }

    [Fact]
    public void Time_going_backwards_is_counted()
    {
        BlockCapture capture = Read(Issue + Issue.Replace("0.002551381", "0.002551380", StringComparison.Ordinal) + Issue);

        Assert.Equal(1, capture.Account.TimeBackwards);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(61)]
    [InlineData(4096)]
    public void The_size_of_the_read_buffer_changes_nothing(int bufferBytes)
    {
        string file = Fixture.Path("blktrace-mqdeadline.txt");
        using var lines = new LineSource(File.OpenRead(file), bufferBytes);

        Assert.Equal(EventText.All(BlkparseText.Read(file).Events), EventText.All(BlkparseText.ReadPlainly(lines, file).Events));
    }

    [Fact]
    public void Compressed_text_is_read_like_plain_text()
    {
        string file = Fixture.Path("btrace-live.txt");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(file));
        }

        BlockCapture capture = BlkparseText.Read(new MemoryStream(packed.ToArray()), "btrace-live.txt.gz");

        Assert.Equal(EventText.All(BlkparseText.Read(file).Events), EventText.All(capture.Events));
    }

    [Fact]
    public void Compressed_text_that_is_damaged_in_the_middle_keeps_the_lines_before_and_says_so()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(Fixture.Path("blktrace-snapshot-layers.txt")));
        }

        byte[] bytes = packed.ToArray();
        bytes.AsSpan(bytes.Length / 2, 64).Fill(0xFF);
        BlockCapture capture = BlkparseText.Read(new MemoryStream(bytes), "damaged.gz");

        Assert.True(capture.Account.TruncatedTail);
        Assert.NotEmpty(capture.Account.Skipped);
        Assert.InRange(capture.Events.Count, 1, 1000);
    }

    private static BlockCapture Read(string text) => BlkparseText.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "test");
}
