using NotebookKit.Cases;
using NotebookKit.Tests.Blocks;

namespace NotebookKit.Tests.Cases;

/// <summary>A member of an array is slow by its peers only where these do the same.</summary>
public sealed class PeerTests
{
    private static readonly BlockDevice Second = new(259, 1);

    private static readonly Dictionary<BlockDevice, DeviceQueue> DiskBesideFlash = new()
    {
        [new BlockDevice(259, 0)] = new DeviceQueue { Rotational = false },
        [Second] = new DeviceQueue { Rotational = true },
    };

    [Fact]
    public void A_drive_that_takes_four_times_as_long_for_the_same_is_the_slow_one()
    {
        (BlockDevice device, Finding finding) = Assert.Single(Of(Reads(sectors: 8, us: 400)));

        Assert.Equal((Second, "slow-member"), (device, finding.Kind));
        Assert.Equal(
            "259,1 is the slow one of the 2 drives under 253,0: median D2C of reads 0.4 ms, the others 0.1 ms.",
            finding.Statement
        );
    }

    [Fact]
    public void Larger_requests_take_longer_and_are_no_fault() => Assert.Empty(Of(Reads(sectors: 512, us: 400)));

    [Fact]
    public void A_drive_with_more_in_hand_that_answers_as_many_is_no_slower() =>
        Assert.Empty(Of(Reads(sectors: 8, us: 100, together: 16, every: 1000, apart: 50)));

    [Fact]
    public void A_drive_with_more_in_hand_that_answers_fewer_is() =>
        Assert.Single(Of(Reads(sectors: 8, us: 16_000, together: 16, every: 20_000, rows: 40)));

    [Fact]
    public void A_disk_beside_flash_takes_its_time_by_nature()
    {
        Finding finding = Assert.Single(Of(Reads(sectors: 8, us: 7000, rows: 60, every: 10_000), DiskBesideFlash)).Finding;

        Assert.Equal(("unlike-member", Severity.Notice, false), (finding.Kind, finding.Severity, finding.IsCause));
        Assert.StartsWith(
            "259,1 is a rotating disk beside flash under 253,0: median D2C of reads 7 ms",
            finding.Statement,
            StringComparison.Ordinal
        );
    }

    private static (BlockDevice Device, Finding Finding)[] Of(string lines, Dictionary<BlockDevice, DeviceQueue>? queues = null) =>
        [.. PeerRule.Of(TraceText.Blkparse(lines), "test lines", device => queues?.GetValueOrDefault(device), DeviceMap.Of())];

    // In turn a read of 8 sectors from 259,0, which takes 0.1 ms, and so many from 259,1
    // at once, each answered so long after the one before.
    private static string Reads(int sectors, int us, int together = 1, int every = 1000, int rows = 200, int apart = 0)
    {
        var lines = new List<(int Us, string Text)>();
        for (int i = 0; i < rows; i++)
        {
            int at = i * 2 * every;
            Add("259,0", at, i * 7919 % 10_007 * 8, 8, 100);
            for (int k = 0; k < together; k++)
            {
                Add("259,1", at + every + k, 1_000_000 + (((i * together) + k) * 7919 % 100_003 * 1024), sectors, us + (k * apart));
            }
        }

        return string.Join('\n', lines.OrderBy(line => line.Us).Select(line => line.Text));

        void Add(string drive, int at, int sector, int size, int took)
        {
            lines.Add((at, $"253,0: {at} Q R {sector} + {size}"));
            lines.Add((at, $"{drive}: {at} A R {sector} + {size} <- (253,0) {sector}"));
            lines.Add((at, $"{drive}: {at} Q R {sector} + {size}"));
            lines.Add((at, $"{drive}: {at} D R {sector} + {size}"));
            lines.Add((at + took, $"{drive}: {at + took} C R {sector} + {size}"));
            lines.Add((at + took, $"253,0: {at + took} C R {sector} + {size}"));
        }
    }
}
