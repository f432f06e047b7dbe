using System.Diagnostics;
using System.Runtime.InteropServices;
using NotebookKit.Capture;
using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Hosts;

/// <summary>How live hosts come to their end: once, whoever asks and whatever is under way.</summary>
[Collection(TracingTests.Name)]
public sealed partial class LiveHostEndTests : IDisposable
{
    private const int Hangup = 1; // SIGHUP: the test platform hears the others itself

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // As a program says that ends by itself: else the signal would end the tests.
    public LiveHostEndTests() => AppContext.SetData(LiveHosts.HeardByProgram, true);

    public void Dispose() => AppContext.SetData(LiveHosts.HeardByProgram, null);

    [Fact]
    public async Task A_signal_ends_commands_of_all_hosts_and_undoes_their_changes_in_the_opposite_order()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var first = new LiveRecord(files.Device);
        await using var second = new LiveRecord(files.Device);
        string path = $"/sys/block/{files.Device}/queue/nomerges";
        string before = File.ReadAllText(path);
        first.Host.Sysfs(files.Device).With("nomerges", 1);
        second.Host.Sysfs(files.Device).With("nomerges", 2);
        Task<StepResult>[] commands =
        [
            .. new[] { first, second }.Select(live => live.Host.RunAsync(new CommandStep("hang", "sleep", "1000"), Cancellation)),
        ];
        int[] processes = [.. await StartedAsync(first.Host, 1), .. await StartedAsync(second.Host, 1)];

        Assert.Equal(0, Kill(Environment.ProcessId, Hangup));
        foreach (Task<StepResult> command in commands)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => command.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        }

        await EndedAsync(first.Host);
        await EndedAsync(second.Host);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.All(processes, process => Assert.Null(ProcessStat.StartTicks(process)));
        foreach (LiveRecord live in (LiveRecord[])[first, second])
        {
            Recording recording = Recording.Open(live.Folder);
            Assert.Empty(recording.Verify());
            Assert.Empty(recording.Unfinished);
            Assert.Contains("SIGHUP", recording.Steps.Single(step => step.Name == "hang").Stopped, StringComparison.Ordinal);
            Assert.False(Directory.Exists(live.Journal) && Directory.EnumerateFileSystemEntries(live.Journal).Any());
        }

        string told = Assert.Throws<ObjectDisposedException>(() => first.Host.Run(new CommandStep("late", "true"))).Message;
        Assert.Contains("SIGHUP", told, StringComparison.Ordinal);
        Assert.Contains("open another with Host.Live", told, StringComparison.Ordinal);
        await using var next = new LiveRecord();
        Assert.Equal(0, (await next.Host.RunAsync(new CommandStep("true", "true"), Cancellation)).Step.ExitCode);
    }

    [Fact]
    public async Task Whatever_begins_while_a_host_ends_leaves_no_process_no_change_and_a_valid_recording()
    {
        using LoopFiles files = LoopFiles.Create();
        string path = $"/sys/block/{files.Device}/queue/nomerges";
        string before = File.ReadAllText(path);
        for (int i = 0; i < 10; i++)
        {
            await using var live = new LiveRecord(files.Device);
            DriveAttributes queue = live.Host.Sysfs(files.Device);
            Task[] busy =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ => Task.Run(() => Repeat(() => live.Host.Run(new CommandStep("sleep", "sleep", "0.05"))), Cancellation)),
                Task.Run(() => Repeat(() => queue.With("nomerges", 2).Dispose()), Cancellation),
                Task.Run(() => Repeat(() => live.Host.Ftrace().While("sleep", "0.01").GetAwaiter().GetResult()), Cancellation),
            ];
            await Task.Delay(100 + (i * 37), Cancellation);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => live.Host.DisposeAsync().AsTask())));
            await Task.WhenAll(busy).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

            Assert.Equal(before, File.ReadAllText(path));
            Recording recording = Recording.Open(live.Folder);
            Assert.Empty(recording.Verify());
            Assert.Empty(recording.Unfinished);
            Assert.Empty(Processes(live.Folder));
            Assert.False(Directory.Exists(live.Journal) && Directory.EnumerateFileSystemEntries(live.Journal).Any());
            if (TraceFs.Find() is { } tracefs)
            {
                Assert.DoesNotContain(
                    Directory.GetDirectories(tracefs + "/instances"),
                    folder => folder.Contains($"notebookkit-{Environment.ProcessId}-", StringComparison.Ordinal)
                );
            }
        }
    }

    [Fact]
    public async Task An_ended_command_takes_with_it_what_it_started_and_left()
    {
        Assert.SkipUnless(Tool.Has("setsid"), "needs setsid");
        await using var live = new LiveRecord();
        RunningStep step = await live.Host.StartAsync(
            new CommandStep("parent", "bash", "-c", "(trap '' INT TERM; sleep 1000 & sleep 1000) & echo ready; sleep 1000")
        );
        await StartedAsync(live.Host, 1);
        await UntilAsync(() => Processes(live.Folder).Count >= 4);

        await step.EndAsync("the test ends it");

        Assert.Empty(Processes(live.Folder));
    }

    [Fact]
    public async Task A_thread_that_is_interrupted_undoes_its_change_whole()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);
        string path = $"/sys/block/{files.Device}/queue/nomerges";
        string before = File.ReadAllText(path);
        DriveAttributes queue = live.Host.Sysfs(files.Device);
        bool heard = false;
        var cell = new Thread(() =>
        {
            try
            {
                Thread.CurrentThread.Interrupt(); // as the engine does; thrown at the next wait
                using IDisposable change = queue.With("nomerges", 2);
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                heard = true;
            }
        });
        cell.Start();

        Assert.True(cell.Join(TimeSpan.FromMinutes(1)));
        Assert.True(heard);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.Empty(live.Host.Changes);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_said_stays_noted_and_keeps_nothing_else()
    {
        using LoopFiles files = LoopFiles.Create();
        var live = new LiveRecord(files.Device);
        string path = $"/sys/block/{files.Device}/queue/nomerges";
        string before = File.ReadAllText(path);
        string folder = Path.Combine(live.Parent, "full");
        live.Host.Sysfs(files.Device).With("nomerges", 2);
        live.Host.Apply(new FolderEntry(folder), () => WorkFolder.Make(folder));
        File.WriteAllText(Path.Combine(folder, "somebody's"), "");

        CommandException fault = await Assert.ThrowsAsync<CommandException>(() => live.Host.DisposeAsync().AsTask());

        Assert.Contains($"remove {folder}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("notebookkit restore", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.Contains(
            "folder",
            File.ReadAllText(Assert.Single(Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories))),
            StringComparison.Ordinal
        );
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_change_that_fails_half_way_is_undone_and_forgotten()
    {
        await using var live = new LiveRecord();
        string folder = Path.Combine(live.Parent, "half");

        Assert.Throws<InvalidOperationException>(() =>
            live.Host.Apply(
                new FolderEntry(folder),
                () =>
                {
                    WorkFolder.Make(folder);
                    throw new InvalidOperationException();
                }
            )
        );

        Assert.False(Directory.Exists(folder));
        Assert.Empty(live.Host.Changes);
        Assert.False(Directory.Exists(live.Journal) && Directory.EnumerateFileSystemEntries(live.Journal).Any());
    }

    [Fact]
    public async Task A_stopped_cell_stops_its_command_and_may_clean_up_after_itself()
    {
        await using var live = new LiveRecord();
        using var cell = new CancellationTokenSource();
        AppContext.SetData(CellStop.Name, (Func<CancellationToken>)(() => cell.Token));
        try
        {
            Task<StepResult> hang = live.Host.RunAsync(new CommandStep("hang", "sleep", "1000"), Cancellation);
            await StartedAsync(live.Host, 1);
            await cell.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hang.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
            Assert.Equal(0, live.Host.Run(new CommandStep("clean", "true")).Step.ExitCode);
        }
        finally
        {
            AppContext.SetData(CellStop.Name, null);
        }
    }

    // Until the host refuses.
    private static void Repeat(Action action)
    {
        while (true)
        {
            try
            {
                action();
            }
            catch (Exception fault) when (fault is ObjectDisposedException or OperationCanceledException or CommandException)
            {
                if (fault is ObjectDisposedException)
                {
                    return;
                }

                Thread.Sleep(10);
            }
        }
    }

    private static async Task<IEnumerable<int>> StartedAsync(LiveHost host, int count)
    {
        await UntilAsync(() => host.RunningSteps.Count >= count);
        return host.RunningSteps.Select(step => step.ProcessId);
    }

    private static Task EndedAsync(LiveHost host) => UntilAsync(() => host.State == LiveState.Ended);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(20, Cancellation))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(2), "it did not come to that within two minutes");
        }
    }

    // Every command works in its recording's folder.
    private static List<string> Processes(string folder) =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Where(process => char.IsAsciiDigit(process[^1]) && new FileInfo(process + "/cwd").LinkTarget == folder),
        ];

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
