using System.Globalization;
using System.Text;
using NotebookKit.Tests.Blocks;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>What takes its time by nature, or went back to the queue, is no fault of the drive.</summary>
public sealed class LongCommandTests
{
    [Theory]
    [InlineData("D", 4_194_304)]
    [InlineData("WZS", 1_048_576)]
    public void A_command_that_takes_a_second_while_nobody_waits_is_no_stall(string rwbs, int sectors)
    {
        string lines = Reads(0, 200) + Io(500_000, rwbs, 0, sectors, 1_200_000) + Reads(1_800_000, 200);

        Assert.DoesNotContain(Diagnosed(lines), finding => finding.Kind == "stalls");
    }

    [Fact]
    public void A_read_that_waits_as_long_is() =>
        Assert.Contains(
            Diagnosed(Reads(0, 200) + Io(500_000, "R", 0, 8, 1_200_000) + Reads(1_800_000, 200)),
            finding => finding.Kind == "stalls"
        );

    [Fact]
    public void Nor_is_one_that_others_have_overtaken()
    {
        string lines = string.Join(
            '\n',
            (Io(100_000, "R", 0, 8, 5_000_000) + Reads(200_000, 400))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .OrderBy(line => long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture))
        );

        Assert.DoesNotContain(Diagnosed(lines), finding => finding.Kind == "stalls");
    }

    [Fact]
    public void A_discard_in_flight_at_the_end_is_no_drive_that_hangs()
    {
        string lines = Reads(0, 200) + "300000 Q D 0 + 4194304\n300001 D D 0 + 4194304\n2400000 Q R 8 + 8";

        Assert.DoesNotContain(Diagnosed(lines), finding => finding.Kind == "hung-drive");
    }

    [Fact]
    public void Requests_that_went_back_and_came_again_did_not_fail()
    {
        var lines = new StringBuilder();
        for (int i = 0; i < 200; i++)
        {
            (int us, string at) = (i * 1000, FormattableString.Invariant($"R {i * 7919 % 10_007 * 8} + 8"));
            lines.Append(CultureInfo.InvariantCulture, $"{us} Q {at}\n{us + 1} D {at}\n");
            lines.Append(i % 4 == 0 ? $"{us + 3} R {at}\n{us + 10} D {at}\n" : "");
            lines.Append(CultureInfo.InvariantCulture, $"{us + 110} C {at}\n");
        }

        Findings findings = Diagnosed(lines.ToString());

        Assert.DoesNotContain(findings, finding => finding.IsCause);
        Assert.Equal(
            "Requests went back from 259,0 to the kernel's queue 50 times, and none of 200 failed; 2 % of the time from the first D to C passes before the last D.",
            Assert.Single(findings, finding => finding.Kind == "requeued").Statement
        );
    }

    [Fact]
    public void Out_of_space_is_not_told_as_a_failing_medium()
    {
        string lines = Reads(0, 200) + "300000 Q W 8 + 8\n300001 D W 8 + 8\n300100 C W 8 + 8 [-28]\n";

        Assert.Contains(
            "out of space",
            Assert.Single(Diagnosed(lines), finding => finding.Kind == "io-errors").Remedy,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_mapping_that_hands_nothing_down_for_a_second_is_named()
    {
        var lines = new StringBuilder();
        for (int i = 0; i < 400; i++)
        {
            int us = (i * 2000) + (i > 200 ? 1_500_000 : 0);
            int passed = us + (i == 200 ? 1_500_000 : 0);
            string at = FormattableString.Invariant($"R {i * 7919 % 10_007 * 8} + 8");
            string sector = FormattableString.Invariant($"{i * 7919 % 10_007 * 8}");
            lines.Append(
                CultureInfo.InvariantCulture,
                $"253,1: {us} Q {at}\n259,0: {passed + 1} A {at} <- (253,1) {sector}\n259,0: {passed + 1} Q {at}\n"
            );
            lines.Append(
                CultureInfo.InvariantCulture,
                $"259,0: {passed + 2} D {at}\n259,0: {passed + 100} C {at}\n253,1: {passed + 101} C {at}\n"
            );
        }

        Finding finding = Diagnose.Cause(Diagnosed(lines.ToString()))!;

        Assert.Equal("dm-delay", finding.Kind);
        Assert.Contains(
            "253,1 holds its bios and hands nothing down for up to 1500 ms, 1 time",
            finding.Statement,
            StringComparison.Ordinal
        );
    }

    private static Findings Diagnosed(string lines) => Diagnose.Of(TraceText.Blkparse(lines));

    private static string Reads(int fromUs, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => Io(fromUs + (i * 1000), "R", i * 7919 % 10_007 * 8, 8, 90)));

    private static string Io(int us, string rwbs, int sector, int sectors, int took) =>
        $"{us} Q {rwbs} {sector} + {sectors}\n{us + 1} D {rwbs} {sector} + {sectors}\n{us + 1 + took} C {rwbs} {sector} + {sectors}\n";
}
