using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>What blkparse prints with a format of its user's is read back as what it prints with its own.</summary>
public class BlkparseFormatTests
{
    private const string Everything = "%D|%c|%s|%T.%t|%p|%a|%d|%S|%n|%N|%e|%C|%U|%P|%M|%m|%g|%z\\n";

    public static TheoryData<string, string> Printed()
    {
        var data = new TheoryData<string, string>();
        foreach (
            string capture in (string[])
                ["blktrace-io-errors", "blktrace-fdatasync", "blktrace-snapshot-layers", "blktrace-mqdeadline", "blktrace-copy-on-write"]
        )
        {
            foreach (
                string format in (string[])
                    [
                        Everything,
                        "%a %T.%9t %S %n %12C %-6p %D %2c %8s %3d %e (%U) %P\\n",
                        "%-4a;%-20C;%5T.%t;%-12S;%-8N;%M:%m;%c;%p;%d;%e;%U;%P%%\\n",
                        "%D %2c %8s %5T.%9t %5p %2a %3d %S + %n [%C] %e %U %P\\n",
                    ]
            )
            {
                data.Add(capture, format);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Printed))]
    public void Every_field_comes_back_from_what_blkparse_prints_with_a_format(string capture, string format)
    {
        Assert.SkipUnless(Tool.Has("blkparse"), "blkparse (Debian package blktrace) is not installed");
        BlockEvents expected = BlktraceBinary.Read(Fixture.Path(capture)).Events;

        BlockCapture read = BlkparseText.Read(new MemoryStream(Blkparse(capture, "-f", format)), "custom", BlkparseFormat.Parse(format));

        Assert.Equal(0, read.Account.SkippedCount);
        // No field of blkparse's names the source of a remap.
        Assert.Equal(EventText.AsBlkparsePrints(expected).Select(line => line.Split(" from ")[0]), EventText.All(read.Events));
    }

    [Fact]
    public void An_action_may_have_a_format_of_its_own_and_the_others_keep_blkparses()
    {
        Assert.SkipUnless(Tool.Has("blkparse"), "blkparse (Debian package blktrace) is not installed");
        const string Complete = "done %S+%n after %T.%t err=%e cpu=%c dev=%D pid=%p rwbs=%d act=%a\\n";
        BlkparseFormat format = BlkparseFormat.Default.With(BlockAction.Complete, Complete);

        BlockCapture read = BlkparseText.Read(new MemoryStream(Blkparse("blktrace-io-errors", "-F", "C," + Complete)), "custom", format);

        Assert.Equal(0, read.Account.SkippedCount);
        Assert.Equal(
            EventText.AsBlkparsePrints(BlktraceBinary.Read(Fixture.Path("blktrace-io-errors")).Events),
            EventText.All(read.Events)
        );
    }

    [Fact]
    public void The_wall_clock_is_taken_where_there_is_no_other_time_and_goes_on_over_midnight()
    {
        BlkparseFormat format = BlkparseFormat.Parse("%z %a %S %n\\n");

        BlockEvents events = BlkparseText
            .Read(new MemoryStream("23:59:59.999999 Q 8 8\n00:00:00.000001 D 8 8\n"u8.ToArray()), "midnight", format)
            .Events;

        Assert.Equal(2_000, events.TimeNs[1] - events.TimeNs[0]);
        Assert.Equal((BlockEvents.NoCpu, -1), (events.Cpu[0], events.Pid[0]));
    }

    [Fact]
    public void A_command_that_holds_the_format_s_own_separators_is_read_whole()
    {
        BlkparseFormat format = BlkparseFormat.Parse("[%C] %a %T.%t %S + %n\\n");

        BlockEvents events = BlkparseText
            .Read(new MemoryStream("[a] D 1.5 [b]] Q 2.000000001 8 + 8\n"u8.ToArray()), "names", format)
            .Events;

        Assert.Equal("a] D 1.5 [b]", events.Names[events.Name[0]]);
        Assert.Equal(2_000_000_001, events.TimeNs[0]);
    }

    [Fact]
    public void A_line_of_neither_format_is_counted_and_messages_and_summary_are_known()
    {
        BlkparseFormat format = BlkparseFormat.Parse("%a %T.%t %S %n\\n");
        string text =
            "Q 0.000000001 8 8\nQ 0.000000001 8 x\n  8,0    0        0     0.000000005   812  m   N cfq812S / alloced\nCPU0 (nvme0n1):\n";

        BlockCapture capture = BlkparseText.Read(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text)), "test", format);

        Assert.Equal(
            ("neither of the format given nor of blkparse's own", 1L),
            (capture.Account.Skipped.Single().Kind, capture.Account.SkippedCount)
        );
        Assert.Equal(3, capture.Account.Recognised);
        Assert.Equal("cfq812S / alloced", capture.Events.Messages.Single());
    }

    [Theory]
    [InlineData("%a %S %n\\n", "it lacks the time (%T.%t)")]
    [InlineData("%T.%t %p\\n", "it lacks the action (%a), the sector (%S), the length (%n or %N)")]
    [InlineData("%a %T.%t %S%n\\n", "column 13: nothing separates %S from %n")]
    [InlineData("%a %T.%t %S %n", "does not end in \\n")]
    [InlineData("%a %T.%t\\n%S %n\\n", "an event must be on one line")]
    [InlineData("%a %T.%t %S %n %q\\n", "column 17: unknown field 'q'")]
    [InlineData("%a %T.%t %S %n %12", "a field without its letter")]
    [InlineData("%a %T.%t %S %n \\x\\n", "blkparse knows the escapes")]
    [InlineData("%a %T.%t %S %n %C %C\\n", "the command stands in it twice")]
    public void A_format_that_cannot_be_read_back_is_an_error_that_says_why(string format, string why)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => BlkparseFormat.Parse(format));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Blkparse(string capture, params string[] options)
    {
        string[] names =
        [
            .. Directory
                .GetFiles(Fixture.Path(capture), "*.blktrace.0")
                .Select(file => Path.GetFileName(file)[..^".blktrace.0".Length])
                .Order(StringComparer.Ordinal),
        ];
        (int exitCode, byte[] output, string error) = Tool.Run(
            "blkparse",
            ["-q", "-D", Fixture.Path(capture), .. names.SelectMany(name => new[] { "-i", name }), .. options]
        );
        Assert.True(exitCode == 0, error);
        return output;
    }
}
