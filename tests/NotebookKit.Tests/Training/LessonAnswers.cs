using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Analysis;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Training;

/// <summary>
/// The answers to the lessons, computed from the recordings that they show. No answer
/// stands here: whoever reads this file reads how it is computed, which the lesson teaches.
/// </summary>
internal static class LessonAnswers
{
    /// <summary>Computes them.</summary>
    /// <param name="data">The folder of the recordings.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>By exercise and question.</returns>
    public static async Task<Dictionary<string, Dictionary<string, string>>> Of(string data, CancellationToken stop)
    {
        var lessons = new LessonsOf(data);
        lessons.TwentyLines();
        lessons.Phases();
        lessons.Laws();
        lessons.Layers();
        await lessons.Commit(stop);
        lessons.Prediction();
        return lessons.Answers;
    }

    private sealed class LessonsOf(string data)
    {
        public Dictionary<string, Dictionary<string, string>> Answers { get; } = [];

        public void TwentyLines()
        {
            using var text = new StreamReader(
                new GZipStream(File.OpenRead(Path.Combine(data, "snapshot-nomerges2", "btrace.txt.gz")), CompressionMode.Decompress)
            );
            long[] queued =
            [
                .. Enumerable
                    .Range(0, 20)
                    .Select(_ => text.ReadLine()!)
                    .Where(line => line.Contains("  Q  ", StringComparison.Ordinal))
                    .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[7], CultureInfo.InvariantCulture)),
            ];
            int touching = queued.Zip(queued.Skip(1)).Count(pair => pair.First + 8 == pair.Second);

            Add("t1", "bios", queued.Length);
            Add("t1", "touching", touching);
            Add("t1", "letter", ActionCounts.Letters(BlockAction.BackMerge));
            Add("t1", "requests", queued.Length - touching);
        }

        public void Phases()
        {
            BlockTrace large = Trace("seq-read-large", "blktrace");
            DeviceMerges drive = large.Merges[large.Devices.Drive!.Device]!;

            Add("t2", "requests", drive.Requests);
            Add("t2", "pieces", Math.Round((double)drive.Requests / drive.Bios));
            Add("t2", "letter", ActionCounts.Letters(BlockAction.Split));
            Add("t2", "slow", Trace("stalls", "blktrace").Phases.ValuesMs(Phase.D2C, Denominator.Request).Count(ms => ms > 100));
        }

        public void Laws()
        {
            (DataFrame good, DataFrame slow, DataFrame odd) = (
                Printed("iostat-4.4-standard"),
                Printed("iostat-4.4-snapshot"),
                Printed("iostat-4.15-snapshot")
            );
            double requests = 512 * 1024 / Of(good, "nvme1n1", "areq-sz");

            Add("t3", "requests", requests);
            Add("t3", "interval", requests / Of(good, "nvme1n1", "r/s"));
            Add("t3", "queue", Math.Round(Of(slow, "nvme1n1", "r/s") * Of(slow, "nvme1n1", "await") / 1000));
            Add("t3", "factor", Math.Round(Of(odd, "dm-3", "r/s") * Of(odd, "dm-3", "areq-sz") / Of(odd, "dm-0", "rkB/s")));
        }

        public void Layers()
        {
            ReplayHost host = Host.Replay(Path.Combine(data, "snapshot-nomerges2"));
            BlockTrace bad = Trace("snapshot-nomerges2", "blktrace-dm").NameDevices(host.BlockStack().Names);
            Layer cut = bad.Layers.ShrinksAt!;
            DeviceQueue after = Host.Replay(Path.Combine(data, "snapshot-nomerges0")).Fingerprint.Queue;

            Add("t4", "layer", bad.NameOf(cut.Device));
            Add("t4", "pieces", (long)(cut.SizeIn.P50! / cut.SizeOut.P50!));
            Add("t4", "merges", Trace("snapshot-nomerges0", "blktrace").ActionCounts[BlockAction.BackMerge]);
            Add("t4", "attribute", host.Fingerprint.Queue.Single(one => after[one.Key] != one.Value).Key);
        }

        public async Task Commit(CancellationToken stop)
        {
            KernelWindow window = KernelWindow
                .Of()
                .With(new KernelTrial(KernelVersion.Parse("4.4"), [], KernelVerdict.Bad, "slow"))
                .With(new KernelTrial(KernelVersion.Parse("4.15"), [], KernelVerdict.Good, "restored"));
            DeviceQueue queue = Host.Replay(Path.Combine(data, "snapshot-nomerges2")).Fingerprint.Queue;
            GitTree git = Host.Replay(Path.Combine(data, "git-history")).Git("/tmp/kernel-model");
            CommitSearch search = await CommitSearch.RunAsync(
                git,
                "v4.4..v4.6",
                CommitClues.Of("merge-disabled", "nvme0n1", queue),
                cancellation: stop
            );
            string hash = search.Ranked[0].Commit.Hash;

            Add("t5", "next", window.Advice.Split(' ', ':')[1]);
            Add("t5", "flag", QueueAttributes.Explaining("merge-disabled", queue).First(one => one.Suspect.Count > 0).Symbols[0]);
            Add("t5", "commit", hash[..12]);
            Add("t5", "has", (await git.CheckBranchAsync(hash, "xenial", stop)).Presence.ToString());
        }

        public void Prediction()
        {
            Add("case-a", "best", 4 * 1024 / 512);
            Add("case-a", "worst", 4 * 1024 / 4);
        }

        private void Add(string lesson, string question, object answer)
        {
            if (!Answers.TryGetValue(lesson, out Dictionary<string, string>? answers))
            {
                Answers.Add(lesson, answers = []);
            }

            answers.Add(question, Convert.ToString(answer, CultureInfo.InvariantCulture)!);
        }

        private BlockTrace Trace(string recording, string step) => BlockTrace.Open(Host.Replay(Path.Combine(data, recording)).PathOf(step));

        private DataFrame Printed(string step) =>
            IostatText.Read(Host.Replay(Path.Combine(data, "article-4.4")).PathOf(step)).ToDataFrame();

        private static double Of(DataFrame rows, string device, string column) =>
            rows.Where(row => row.Text("device") == device).Doubles(column)[0];
    }
}
