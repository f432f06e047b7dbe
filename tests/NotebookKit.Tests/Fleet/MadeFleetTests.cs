using Microsoft.Data.Analysis;
using NotebookKit.Fleet;

namespace NotebookKit.Tests.Fleet;

/// <summary>What is planted in made fleets is found, and little else.</summary>
public sealed class MadeFleetTests : IDisposable
{
    private const int Seeds = 10;
    private const int Hosts = 500;
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;

    [Fact]
    public void Slow_drives_of_ten_fleets_are_named_from_twice_as_slow_on_and_healthy_ones_are_not()
    {
        int wrong = 0,
            healthy = 0;
        var slow = new List<(double Times, bool Named)>();
        for (int seed = 101; seed < 101 + Seeds; seed++)
        {
            var made = new FleetSimulation(RepositoryFolder.Data, Hosts, seed: seed);
            using FleetStore store = FleetStore.OpenToWrite("duckdb:" + Path.Combine(_folder, $"{seed}.db"));
            store.Create();
            for (int day = 0; day < made.Days; day++)
            {
                store.Add(made.Day(day, [FleetSchema.Recordings, FleetSchema.Devices]));
            }

            HashSet<string> named = [.. store.Ask("fail-slow")["host"].Cast<string>()];
            Dictionary<string, double> planted = made.Planted.ToDictionary(one => one.Host, one => one.Times);
            slow.AddRange(planted.Select(one => (one.Value, named.Contains(one.Key))));
            wrong += named.Count(host => !planted.ContainsKey(host));
            healthy += Hosts - planted.Count;
            TestContext.Current.SendDiagnosticMessage($"seed {seed}: {planted.Count} planted, {named.Count} named");
        }

        // Figures of all ten together; the question's limits were chosen on seed 1.
        foreach ((double least, double below) in (ReadOnlySpan<(double, double)>)[(1.3, 1.6), (1.6, 2), (2, 2.5), (2.5, 3.1), (2, 3.1)])
        {
            (int of, int found) = (
                slow.Count(one => one.Times >= least && one.Times < below),
                slow.Count(one => one.Times >= least && one.Times < below && one.Named)
            );
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"made fleets: {least} to {below} times as slow: {found} of {of} named, recall {(double)found / of:0.000}; beside {wrong} healthy ones of {healthy}, precision {(double)found / (found + wrong):0.000}"
                )
            );
            Assert.True(least < 2 || found >= 0.95 * of, $"{found} of {of} found");
            Assert.True(least != 2 || below < 3 || found >= 0.95 * (found + wrong), $"{wrong} healthy drives named beside {found}");
        }

        Assert.True(wrong <= 0.01 * healthy, $"{wrong} of {healthy} healthy drives named");
    }

    [Fact]
    public void Hosts_that_lose_merges_are_told_with_the_kernel_since_which_they_do()
    {
        var made = new FleetSimulation(RepositoryFolder.Data, hosts: 60, days: 12, seed: 4);
        Assert.NotEmpty(made.MergingOff);
        made.Write(Path.Combine(_folder, "archive"));
        using FleetStore store = FleetStore.OpenToWrite("duckdb:" + Path.Combine(_folder, "merges.db"));
        FleetStore.Addition added = store.Add([Path.Combine(_folder, "archive")], stop: TestContext.Current.CancellationToken);
        FleetStore.Addition again = store.Add([Path.Combine(_folder, "archive")], stop: TestContext.Current.CancellationToken);

        Assert.Equal((60 * 12, 0, 0), (added.Added, added.There, again.Added));
        Assert.Equal(60 * 12, again.There);
        Assert.Equal(
            made.MergingOff.Order(StringComparer.Ordinal),
            store.Ask("lost-merges")["host"].Cast<string>().Order(StringComparer.Ordinal)
        );
        DataFrame kernels = store.Ask("by-kernel");
        Assert.Equal("6.1.0-56-amd64", kernels["kernel"][0]);
        Assert.True((double)kernels["cause_share"][0] > 0);
        Assert.Equal(0.0, (double)kernels["cause_share"][1]);
    }

    [Fact]
    public void One_seed_makes_one_fleet()
    {
        FleetRows one = new FleetSimulation(RepositoryFolder.Data, 3, 2, seed: 9).Day(1)[2];
        FleetRows two = new FleetSimulation(RepositoryFolder.Data, 3, 2, seed: 9).Day(1)[2];
        FleetRows other = new FleetSimulation(RepositoryFolder.Data, 3, 2, seed: 10).Day(1)[2];
        Assert.All(FleetSchema.Tables, table => Assert.Equal(one[table], two[table]));
        Assert.NotEqual(one.RecordingId, other.RecordingId);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
