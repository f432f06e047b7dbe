namespace NotebookKit.Tests.Diagnosis;

/// <summary>Writes that are held in front of a drive that answers reads at once, as write-back throttling holds them.</summary>
public sealed class HeldKindTests
{
    private static readonly DeviceQueue Throttling = new()
    {
        NrRequests = 1023,
        NoMerges = 0,
        Rotational = false,
        WbtLatUsec = 50,
    };

    [Fact]
    public void A_third_of_the_writes_that_wait_long_for_a_request_is_enough()
    {
        Finding held = Assert.Single(Diagnosed(Throttling, writesHeld: 3, readsHeld: 0), finding => finding.Kind == "held-above-drive");

        Assert.Equal(
            "Writes wait for a request in front of 259,0: 67 % of their time from Q to C is Q2G (6 ms or more for one in ten), and the drive has 0.498 in hand. Write-back throttling is on (wbt_lat_usec = 50).",
            held.Statement
        );
        Assert.Equal(ConfidenceLevel.High, held.Confidence!.Level);
    }

    [Fact]
    public void Without_its_setting_throttling_is_asked_for()
    {
        Finding held = Assert.Single(
            Diagnosed(Throttling with { WbtLatUsec = null }, writesHeld: 3, readsHeld: 0),
            finding => finding.Kind == "held-above-drive"
        );

        Assert.Equal(ConfidenceLevel.Medium, held.Confidence!.Level);
        Assert.Contains("wbt_lat_usec", held.LeftOpen, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_both_wait_nobody_is_said_to_hold_writes() =>
        Assert.DoesNotContain(
            Diagnosed(Throttling, writesHeld: 3, readsHeld: 3),
            finding => finding.Statement.StartsWith("Writes wait", StringComparison.Ordinal)
        );

    [Fact]
    public void Where_few_writes_wait_nothing_is_named() =>
        Assert.DoesNotContain(Diagnosed(Throttling, writesHeld: 50, readsHeld: 0), finding => finding.Kind == "held-above-drive");

    // 300 reads and 300 writes in turn, 2 ms apart, 1 ms at the drive; of the writes each n-th waits 6 ms for its request.
    private static Findings Diagnosed(DeviceQueue queue, int writesHeld, int readsHeld)
    {
        var lines = new List<(double At, string Text)>();
        for (int row = 0; row < 600; row++)
        {
            bool write = row % 2 == 1;
            int every = write ? writesHeld : readsHeld;
            double got = row * 0.002;
            double asked = got - (every > 0 && row / 2 % every == 0 ? 0.006 : 0.000005);
            int sector = 1000 + (row * 7919 % 100_003 * 8);
            foreach ((string action, double at) in new[] { ("Q", asked), ("G", got), ("D", got + 0.000002), ("C", got + 0.001) })
            {
                lines.Add(
                    (
                        at + 1,
                        FormattableString.Invariant(
                            $"259,0 0 1 {at + 1:0.000000000} {100 + (row % 10)} {action} {(write ? "W" : "R")} {sector} + 8 {(action == "C" ? "[0]" : "[fio]")}"
                        )
                    )
                );
            }
        }

        string folder = Directory.CreateTempSubdirectory("notebookkit-held-").FullName;
        string path = Path.Combine(folder, "btrace.txt");
        try
        {
            File.WriteAllLines(path, lines.OrderBy(line => line.At).Select(line => line.Text));
            return Diagnose.Of(BlockTrace.Open(path), queue);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
