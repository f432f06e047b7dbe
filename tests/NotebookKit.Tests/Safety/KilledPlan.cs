using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A reproduction on a loop device that was killed right after one of its steps:
/// its notes and its drive are as they were then.</summary>
internal sealed class KilledPlan : IAsyncDisposable
{
    /// <summary>The UUID of the file system that is not the run's.</summary>
    public const string OtherUuid = "0f0f0f0f-1111-4222-8333-444444444444";

    private readonly LiveRecord _live = new();

    public NumberedLoop Loop { get; private set; } = null!;

    /// <summary>A folder for the test's files.</summary>
    public string Folder => _live.Parent;

    /// <summary>The drive's image.</summary>
    public string Image { get; private set; } = "";

    /// <summary>The UUID of what the step put on the drive.</summary>
    public string Uuid { get; private set; } = "";

    public ReproducePlan Plan { get; private set; } = null!;

    public LeftNotes Notes { get; private set; } = null!;

    /// <summary>Runs a plan up to the end of a step.</summary>
    public static async Task<KilledPlan> After(string step, ReproduceLayers stack)
    {
        var run = new KilledPlan();
        try
        {
            run.Image = NumberedLoop.Image(run.Folder, "drive");
            run.Loop = NumberedLoop.Attach(run.Image);
            run.Plan = Reproduce.Plan(
                run.Loop.Name,
                new ReproduceOptions
                {
                    Files = 1,
                    FileMiB = 1,
                    Stack = stack,
                    Group = "nbktest" + Environment.ProcessId,
                    MountFolder = Path.Combine(run.Folder, "mounts"),
                }
            );
            await run.RunAsync(step);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>The UUID of the first signature of an image; null where it has none.</summary>
    public static string? UuidOf(string image) =>
        NumberedLoop.Must("wipefs", "--no-act", "--noheadings", "--output", "UUID", image).Split('\n')[0].Trim() is { Length: > 0 } uuid
            ? uuid
            : null;

    /// <summary>An image with a file system that is not the run's.</summary>
    public string OtherImage()
    {
        string other = NumberedLoop.Image(Folder, "other");
        NumberedLoop.Must("mkfs.ext4", "-q", "-U", OtherUuid, other);
        return other;
    }

    public async ValueTask DisposeAsync()
    {
        Loop?.Dispose();
        await _live.DisposeAsync();
    }

    private async Task RunAsync(string step)
    {
        using var cancel = new CancellationTokenSource();
        string then = Path.Combine(Folder, "then");
        await using (
            var live = new LiveRecord(
                null,
                options =>
                    options with
                    {
                        JournalFolder = _live.Journal,
                        Progress = line =>
                        {
                            if (line.StartsWith(step + ": ended", StringComparison.Ordinal))
                            {
                                Notes = LeftNotes.Of(_live.Journal, Path.Combine(Folder, "as-killed"));
                                NumberedLoop.Must("sync", Loop.Path);
                                NumberedLoop.Must("cp", "--sparse=always", Image, then);
                                cancel.Cancel();
                            }
                        },
                    }
            )
        )
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Plan.RunAsync(live.Host, Loop.Name, cancel.Token));
        }

        // That run undid what it did; the drive becomes what it was when it was killed.
        Assert.Null(UuidOf(Image));
        NumberedLoop.Must("dd", "if=" + then, "of=" + Loop.Path, "bs=1M", "conv=fsync");
        File.Delete(then);
        Uuid = UuidOf(Image)!;
        Assert.NotNull(Uuid);
    }
}
