namespace NotebookKit.Tests.Diagnosis;

/// <summary>Bios that wait for one of a few requests to be free, in front of a drive that works all the time.</summary>
public sealed class TagWaitTests
{
    [Fact]
    public void Few_requests_that_are_all_in_hand_are_what_bios_wait_for()
    {
        Findings findings = Diagnosed(new QueueLimits { NrRequests = 2, NoMerges = 0, Rotational = false });

        Finding held = Assert.Single(findings, finding => finding.Kind == "held-above-drive");
        Assert.Equal("Bios wait for a free request: Q2G takes 3.5 of the 4.5 ms from Q to C, and 259,0 never has more than 2 in hand (nr_requests = 2).", held.Statement);
    }

    [Fact]
    public void More_requests_than_were_ever_in_hand_are_not() =>
        Assert.DoesNotContain(Diagnosed(new QueueLimits { NrRequests = 1023, NoMerges = 0, Rotational = false }), finding => finding.Kind == "held-above-drive");

    // 400 random reads of 1 ms each, two at a time; ten callers, so that each waits for those before it.
    private static Findings Diagnosed(QueueLimits queue)
    {
        var lines = new List<(double At, string Text)>();
        for (int row = 0; row < 400; row++)
        {
            double got = row / 2 * 0.001;
            double asked = Math.Max(row * 0.00001, got - 0.0035);
            int sector = 1000 + (row * 7919 % 100_003 * 8);
            foreach ((string action, double at) in new[] { ("Q", asked), ("G", got), ("D", got + 0.000002), ("C", got + 0.001) })
            {
                lines.Add((at, FormattableString.Invariant($"259,0 0 1 {at:0.000000000} {100 + (row % 10)} {action} R {sector} + 8 {(action == "C" ? "[0]" : "[fio]")}")));
            }
        }

        string folder = Directory.CreateTempSubdirectory("notebookkit-tags-").FullName;
        string path = Path.Combine(folder, "btrace.txt");
        try
        {
            File.WriteAllLines(path, lines.OrderBy(line => line.At).Select(line => line.Text));
            return Diagnose.Of(BlockTrace.Load(path), queue);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
