using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Analysis;
using NotebookKit.Blocks;
using NotebookKit.Capture;
using NotebookKit.Commits;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Kernels;
using NotebookKit.Knowledge;
using NotebookKit.Tables;
using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>
/// Each question of a lesson opens to what is computed from the recordings that it shows, and to nothing near it. No answer stands here: whoever reads
/// this file reads how it is computed, which the lesson teaches.
/// </summary>
public sealed class LessonSolutionTests
{
    private static string Folder { get; } = Path.Combine(RepositoryFolder.Root, "notebooks", "training");

    [Fact]
    public void Twenty_lines_by_eye()
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(RepositoryFolder.File("snapshot-nomerges2", "btrace.txt")), CompressionMode.Decompress));
        long[] queued = [.. Enumerable.Range(0, 20).Select(_ => text.ReadLine()!).Where(line => line.Contains("  Q  ", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[7], CultureInfo.InvariantCulture))];
        int touching = queued.Zip(queued.Skip(1)).Count(pair => pair.First + 8 == pair.Second);

        Opens("t1", "bios", queued.Length);
        Opens("t1", "touching", touching);
        Opens("t1", "letter", ActionCounts.Letters(BlockAction.BackMerge));
        Opens("t1", "requests", queued.Length - touching);
        Assert.Null(Truth("t1", "bios", queued.Length + 1));
    }

    [Fact]
    public void Phases_and_denominators()
    {
        BlockTrace large = Trace("seq-read-large", "blktrace");
        DeviceMerges drive = large.Merges[large.Devices.Drive!.Device]!;

        Opens("t2", "requests", drive.Requests);
        Opens("t2", "pieces", Math.Round((double)drive.Requests / drive.Bios));
        Opens("t2", "letter", ActionCounts.Letters(BlockAction.Split));
        Opens("t2", "slow", Trace("stalls", "blktrace").Phases.ValuesMs(Phase.D2C, Denominator.Request).Count(ms => ms > 100));
    }

    [Fact]
    public void Laws_of_iostat()
    {
        (DataFrame good, DataFrame slow, DataFrame odd) = (Printed("iostat-4.4-standard"), Printed("iostat-4.4-snapshot"), Printed("iostat-4.15-snapshot"));
        double requests = 512 * 1024 / Of(good, "nvme1n1", "areq-sz");

        Opens("t3", "requests", requests);
        Opens("t3", "interval", requests / Of(good, "nvme1n1", "r/s"));
        Opens("t3", "queue", Math.Round(Of(slow, "nvme1n1", "r/s") * Of(slow, "nvme1n1", "await") / 1000));
        Opens("t3", "factor", Math.Round(Of(odd, "dm-3", "r/s") * Of(odd, "dm-3", "areq-sz") / Of(odd, "dm-0", "rkB/s")));
    }

    [Fact]
    public void Layers_and_merges()
    {
        ReplayHost host = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));
        BlockTrace bad = Trace("snapshot-nomerges2", "blktrace-dm").NameDevices(host.BlockStack().Names);
        Layer cut = bad.Layers.ShrinksAt!;
        IReadOnlyDictionary<string, string> after = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges0")).Fingerprint.Queue;

        Opens("t4", "layer", bad.NameOf(cut.Device));
        Opens("t4", "pieces", (long)(cut.SizeIn.P50! / cut.SizeOut.P50!));
        Opens("t4", "merges", Trace("snapshot-nomerges0", "blktrace").ActionCounts[BlockAction.BackMerge]);
        Opens("t4", "attribute", Assert.Single(host.Fingerprint.Queue, one => after[one.Key] != one.Value).Key);
    }

    [Fact]
    public async Task From_a_flag_to_a_commit()
    {
        KernelWindow window = KernelWindow.Of().With(new KernelTrial(KernelVersion.Parse("4.4"), [], KernelVerdict.Bad, "slow")).With(new KernelTrial(KernelVersion.Parse("4.15"), [], KernelVerdict.Good, "restored"));
        IReadOnlyDictionary<string, string> queue = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).Fingerprint.Queue;
        GitTree git = Host.Replay(Path.Combine(RepositoryFolder.Data, "git-history")).Git("/tmp/kernel-model");
        CommitSearch search = await CommitSearch.RunAsync(git, "v4.4..v4.6", CommitClues.Of("merge-disabled", "nvme0n1", queue), cancellation: TestContext.Current.CancellationToken);
        string hash = search.Ranked[0].Commit.Hash;

        Opens("t5", "next", window.Advice.Split(' ', ':')[1]);
        Opens("t5", "flag", QueueAttributes.Explaining("merge-disabled", queue).First(one => one.Suspect.Count > 0).Symbols[0]);
        Opens("t5", "commit", hash[..12]);
        Opens("t5", "has", (await git.CheckBranchAsync(hash, "xenial", TestContext.Current.CancellationToken)).Presence.ToString());
    }

    [Fact]
    public void The_prediction_of_the_guided_case()
    {
        Opens("case-a", "best", 8 * 1024 / 512);
        Opens("case-a", "worst", 8 * 1024 / 4);
    }

    private static void Opens(string lesson, string question, object answer)
    {
        Truth? truth = Truth(lesson, question, answer);

        Assert.True(truth is not null, $"{lesson}: \"{question}\" does not open to what is computed");
        Assert.NotEmpty(truth.Debrief);
    }

    private static Truth? Truth(string lesson, string question, object answer) =>
        SealedExercise.Load(Path.Combine(Folder, "sealed", lesson)).Open(question, LabCheck.Plain(Convert.ToString(answer, CultureInfo.InvariantCulture)!));

    private static BlockTrace Trace(string recording, string step) => BlockTrace.Load(Host.Replay(Path.Combine(RepositoryFolder.Data, recording)).PathOf(step));

    private static DataFrame Printed(string step) => IostatText.Read(Host.Replay(Path.Combine(RepositoryFolder.Data, "article-4.4")).PathOf(step)).ToDataFrame();

    private static double Of(DataFrame rows, string device, string column) => rows.Where(row => row.Text("device") == device).Doubles(column)[0];
}
