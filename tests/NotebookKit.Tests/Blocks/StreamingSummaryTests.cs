using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>One pass in bounded memory gives what the tables of the whole capture give.</summary>
public sealed class StreamingSummaryTests
{
    public static TheoryData<string, string> Captures()
    {
        var data = new TheoryData<string, string>();
        foreach (
            string file in (string[])
                ["blktrace", "blktrace-dm", "btrace.txt", "perf-block.data", "perf-block-all.data", "perf-block.script.txt"]
        )
        {
            foreach (string recording in RepositoryFolder.Recordings(file))
            {
                data.Add(recording, file);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Counts_phases_merges_and_losses_are_those_of_the_whole(string recording, string file)
    {
        string path = RepositoryFolder.File(recording, file);
        BlockTrace trace = BlockTrace.Open(path);

        // Rows dropped as often as can be, so that what is in flight is renumbered many times.
        StreamingSummary streamed = StreamingSummary.Read(path, rowsBetweenDrops: 1);

        Assert.Equal((trace.Events.Count, trace.Bios.Count, trace.Requests.Count), (streamed.Events, streamed.Bios, streamed.Requests));
        Assert.Equal(trace.Unmatched.ToString(), streamed.Unmatched.ToString());
        Assert.Equal(trace.Account!.ToString(), streamed.Account.ToString());
        Assert.Equal(trace.Merges.Devices.Select(Text), streamed.Merges.Select(Text));
        PhaseSummary[] whole = [.. trace.Phases.All.Where(row => row.Denominator != Denominator.Btt)];
        Assert.Equal(whole.Select(Exact), streamed.Phases.Select(Exact));
        foreach (PhaseSummary row in streamed.Phases)
        {
            long exact = Quantiles.NearestRank(trace.Phases.Values(row.Phase, row.Denominator, row.Device), 0.99)!.Value;
            Assert.InRange(
                row.P99Ns,
                exact * (1 - StreamingSummary.PercentileError) - 1,
                exact * (1 + StreamingSummary.PercentileError) + 1
            );
        }
    }

    [Fact]
    public void A_rehearsal_is_a_summary_in_which_every_event_is_matched()
    {
        // It runs on a thread of its own, where a failure would end the program.
        StreamingSummary.Rehearse();
    }

    [Fact]
    public void The_json_holds_the_numbers()
    {
        StreamingSummary streamed = StreamingSummary.Read(RepositoryFolder.File("standard", "blktrace"));

        using var json = System.Text.Json.JsonDocument.Parse(streamed.ToJson());

        Assert.Equal(streamed.Bios, json.RootElement.GetProperty("bios").GetInt64());
        Assert.Equal(streamed.Phases.Count, json.RootElement.GetProperty("phases").GetArrayLength());
        Assert.Equal(streamed.Merges[0].Requests, json.RootElement.GetProperty("merges")[0].GetProperty("requests").GetInt64());
    }

    internal static string Exact(PhaseSummary row) =>
        FormattableString.Invariant(
            $"{row.Phase} {row.Denominator} {row.Device} n {row.N} min {row.MinNs} avg {row.AvgNs:F3} max {row.MaxNs}"
        );

    internal static string Text(DeviceMerges row) =>
        FormattableString.Invariant(
            $"{row.Device} {row.Bios} {row.BackMerges} {row.FrontMerges} {row.Splits} {row.Requests} {row.Issues} {row.Requeues} {row.LongestChain} {row.ChainBios} {row.ChainRequests} "
        )
        + string.Join(" ", row.SizeAtQ.Sizes)
        + " / "
        + string.Join(" ", row.SizeAtD.Sizes);
}
