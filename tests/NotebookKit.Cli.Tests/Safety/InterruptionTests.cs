using System.Globalization;
using System.Text.Json;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Live runs that are asked to end at moments of all kinds: the host is afterwards as it was before.</summary>
[Collection(OneHost.Name)]
public class InterruptionTests(ITestOutputHelper output)
{
    private const string CountName = "NOTEBOOKKIT_INTERRUPTIONS";
    private const string SeedName = "NOTEBOOKKIT_SEED";

    // On a continuous-integration host all of them; elsewhere a few, as each takes some ten seconds.
    private static int Count => Number(CountName) ?? (Environment.GetEnvironmentVariable("CI") == "true" ? 40 : 10);

    [Fact]
    public async Task An_interrupted_live_run_leaves_the_host_as_it_was_and_valid_recordings()
    {
        using LoopDrive drive = LoopDrive.Attach();
        int seed = Number(SeedName) ?? Environment.TickCount;
        output.WriteLine($"{SeedName}={seed} {CountName}={Count}");
        int number = 0;
        int inside = 0;
        foreach (Moment moment in Moment.Choose(new Random(seed), Count))
        {
            string run = $"run {++number} of {Count} ({SeedName}={seed}): {moment}";
            string? broken = await InterruptAsync(drive, moment, run);
            output.WriteLine($"{run}{(broken is null ? "" : $": inside {broken}")}");
            inside += broken is null ? 0 : 1;
        }

        output.WriteLine($"{inside} of {number} signals came inside a step");
    }

    // Gives the steps that the signal broke off.
    private static async Task<string?> InterruptAsync(LoopDrive drive, Moment moment, string description)
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;
        HostState before = HostState.Take(drive, folder, LiveRun.TemporaryFolder(folder));
        using LiveRun run = LiveRun.OfArticle(folder, moment.Notebook, drive);
        if (moment is { Scene: { } scene, Step: { } step })
        {
            await run.WaitForStepAsync(scene, step);
        }

        await Task.Delay(moment.After);
        bool isSent = !run.HasEnded;
        run.Signal(moment.Signal, moment.Group);
        int exitCode = await run.EndAsync();
        HostState after = HostState.Take(drive, folder, LiveRun.TemporaryFolder(folder));
        await run.ReadToEndAsync();
        string all = $"{description}\nexit code {exitCode}\n{run.Said}\nin {folder}";

        Assert.True(before.Differences(after) is { Count: 0 }, $"{string.Join('\n', before.Differences(after))}\n{all}");
        Assert.True(exitCode == (isSent ? 128 + moment.Signal : 0), all);
        Assert.False(
            run.Said.Contains("not undone", StringComparison.Ordinal) || run.Said.Contains("nhandled exception", StringComparison.Ordinal),
            all
        );
        string[] broken = [.. Recordings(run.Record).SelectMany(recording => Check(recording, all))];
        CheckExecuted(run, all);
        Directory.Delete(folder, recursive: true);
        return broken.Length == 0 ? null : string.Join(", ", broken);
    }

    private static IEnumerable<string> Recordings(string record) =>
        Directory.Exists(record)
            ? Directory.GetDirectories(record).Where(folder => File.Exists(Path.Combine(folder, Recording.FileName)))
            : [];

    private static IEnumerable<string> Check(string folder, string all)
    {
        Recording recording = Recording.Open(folder);
        Assert.True(recording.Verify() is { Count: 0 }, $"{string.Join('\n', recording.Verify())}\n{all}");
        Assert.True(
            recording.Unfinished is { Count: 0 },
            $"{folder}: unfinished is {string.Join(", ", recording.Unfinished.Select(step => step.Name))}\n{all}"
        );
        return recording.Steps.Where(step => step.Stopped is not null).Select(step => step.Name);
    }

    // A signal may come before the notebook is read; from then on what ran is written.
    private static void CheckExecuted(LiveRun run, string all)
    {
        string[] files = Directory.Exists(Path.GetDirectoryName(run.Executed))
            ? Directory.GetFiles(Path.GetDirectoryName(run.Executed)!)
            : [];
        Assert.True(files is [] || files is [var one] && one == run.Executed, $"{string.Join(", ", files)}\n{all}");
        Assert.True(files.Length == 1 || !run.Said.Contains("stopping", StringComparison.Ordinal), all);
        if (files.Length == 1)
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(run.Executed));
            Assert.Contains("notebookkit", document.RootElement.GetProperty("metadata").EnumerateObject().Select(one => one.Name));
        }
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
