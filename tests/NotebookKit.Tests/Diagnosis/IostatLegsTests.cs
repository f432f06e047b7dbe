using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Where the time of a layer passes, by iostat's rows of all that lies below it.</summary>
public sealed class IostatLegsTests
{
    private const string Header =
        "\nDevice            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz  aqu-sz  %util\n";

    private static readonly (string, string)[] Stack = [("md0", "nvme0n1"), ("md0", "nvme1n1")];

    [Theory]
    [InlineData("nvme0n1 1000 0.10 0 0", "nvme1n1 1000 6.00 0 0", "md0 2000 3.05 0 0", "slow-member", "nvme1n1")]
    [InlineData("nvme0n1 1000 6.00 0 0", "nvme1n1 1000 0.10 0 0", "md0 2000 3.05 0 0", "slow-member", "nvme0n1")]
    [InlineData("nvme0n1 800 0.10 0 0", "nvme1n1 200 12.0 0 0", "md0 1000 2.48 0 0", "slow-member", "nvme1n1")]
    [InlineData("nvme0n1 0 0 1000 0.10", "nvme1n1 0 0 1000 6.00", "md0 0 0 1000 6.05", "slow-member", "nvme1n1")]
    [InlineData("nvme0n1 1000 0.10 0 0", "nvme1n1 1000 0.10 0 0", "md0 2000 3.00 0 0", "dm-delay", "md0")]
    [InlineData("nvme0n1 1000 0.10 0 0", "nvme1n1 4000 0.90 0 0", "md0 5000 0.80 0 0", null, null)]
    public void The_leg_that_makes_the_waits_is_named_and_the_layer_where_no_leg_does(
        string first,
        string second,
        string layer,
        string? kind,
        string? device
    )
    {
        string text =
            "Linux 6.1.0-18-amd64 (db1) \t03/14/2026 \t_x86_64_\t(8 CPU)\n"
            + string.Concat(Enumerable.Repeat(Header + Row(first) + Row(second) + Row(layer), 6));

        Finding? cause = Diagnose.Cause(
            Diagnose.OfIostat(IostatText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "iostat.txt").Intervals, Stack)
        );

        Assert.Equal((kind, device), (cause?.Kind, cause?.Device));
    }

    [Fact]
    public void A_depth_that_stands_while_nothing_completes_is_a_drive_that_hangs()
    {
        string text =
            "Linux 4.15.0 (db1) \t03/14/2026 \t_x86_64_\t(8 CPU)\n"
            + string.Concat(Enumerable.Repeat(Header + Row("sda 120 8.00 0 0"), 3))
            + string.Concat(
                Enumerable.Repeat(Header + "sda 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 90.00 100.00\n", 3)
            );

        Finding cause = Diagnose.Cause(
            Diagnose.OfIostat(IostatText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "iostat.txt").Intervals)
        )!;

        Assert.Equal(("hung-drive", "sda"), (cause.Kind, cause.Device));
    }

    // "device r/s r_await w/s w_await", of 4 KiB each.
    private static string Row(string short_)
    {
        string[] of = short_.Split(' ');
        double[] number = [.. of.Skip(1).Select(one => double.Parse(one, System.Globalization.CultureInfo.InvariantCulture))];
        double depth = ((number[0] * number[1]) + (number[2] * number[3])) / 1000;
        return FormattableString.Invariant(
            $"{of[0]} {number[0]:0.00} {number[0] * 4:0.00} 0.00 0.00 {number[1]:0.00} 4.00 {number[2]:0.00} {number[2] * 4:0.00} 0.00 0.00 {number[3]:0.00} 4.00 {depth:0.00} {Math.Min(99, depth * 100):0.00}\n"
        );
    }
}
