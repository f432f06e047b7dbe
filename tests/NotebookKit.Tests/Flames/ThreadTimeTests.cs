namespace NotebookKit.Tests.Flames;

public sealed class ThreadTimeTests
{
    [Theory]
    [InlineData("offcpu-standard", 4)]
    [InlineData("offcpu-snapshot-nomerges2", 70)]
    [InlineData("offcpu-snapshot-nomerges0", 3)]
    public void The_sum_of_an_off_cpu_graph_is_wall_time_without_processor_time(string recording, double atLeastSeconds)
    {
        string path = RepositoryFolder.File(recording, "perf-sched.script.txt");
        IReadOnlyList<ThreadTime> threads = OffCpu.Times(path, "cat");
        Stacks graph = OffCpu.Open(path).Of("cat");

        double waiting = threads.Sum(thread => thread.WaitingNs) / 1e9,
            drawn = graph.Weight / 1e6;
        Assert.Equal(2, threads.Count);
        Assert.True(waiting > atLeastSeconds, $"{waiting} s");
        Assert.InRange(drawn / waiting, 0.95, 1.05);
        Assert.True(graph.Samples >= 1000, $"{graph.Samples} waits");
    }

    [Fact]
    public void Time_on_a_processor_is_that_from_switch_in_to_switch_out()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("thread-time-");
        string path = Path.Combine(folder.FullName, "switches.txt");
        try
        {
            File.WriteAllText(
                path,
                string.Concat(
                    Switch("swapper", 0, "R", "cat", 7, 1.0),
                    Switch("cat", 7, "D", "swapper", 0, 1.5),
                    Switch("swapper", 0, "R", "cat", 7, 3.5),
                    Switch("cat", 7, "R", "dd", 8, 4.0),
                    Switch("dd", 8, "S", "cat", 7, 4.25),
                    Switch("cat", 7, "D", "swapper", 0, 5.0)
                )
            );

            Assert.Equal([new ThreadTime(7, 4_000_000_000, 1_750_000_000, 250_000_000)], OffCpu.Times(path, "cat"));
            Assert.Equal(2_000_000_000, OffCpu.Times(path, "cat")[0].WaitingNs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Switch(string from, int thread, string state, string to, int next, double at) =>
        FormattableString.Invariant(
            $"{from} {thread} [000] {at:F6}: sched:sched_switch: prev_comm={from} prev_pid={thread} prev_prio=120 prev_state={state} ==> next_comm={to} next_pid={next} next_prio=120\n\tffffffff81a528c8 __schedule+0x4f8 ([kernel.kallsyms])\n\n"
        );
}
