using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Flames;

public sealed partial class OffCpuTests
{
    [Fact]
    public void Time_from_switch_out_to_switch_in_is_summed_as_a_plain_search_does()
    {
        Stacks stacks = OffCpu.Open(FlameFixture.Path("sched-switch.txt"));
        (decimal blocked, int waits, int runnable) = Search("dd");
        Stacks dd = stacks.Of("dd");
        Assert.Equal("us", stacks.Unit);
        Assert.Equal(blocked * 1_000_000m, dd.Weight);
        Assert.Equal(waits, dd.Samples);
        Assert.True(runnable > 0);
        Assert.True(stacks.LeftOut["preempted (state R: waiting for a CPU)"] >= runnable);
        Assert.True(OffCpu.Open(FlameFixture.Path("sched-switch.txt"), preempted: true).Of("dd").Weight > dd.Weight);
    }

    [Fact]
    public void The_other_form_of_the_event_is_read_too()
    {
        using TemporaryFile file = Fixture.Temporary(
            "dd 24565 [000]  10.000100: sched:sched_switch: dd:24565 [120] D ==> swapper/0:0 [120]\n\t1 io_schedule ([kernel.kallsyms])\n\n"
                + "swapper 0 [000]  10.000350: sched:sched_switch: swapper/0:0 [120] R ==> dd:24565 [120]\n\t1 schedule_idle ([kernel.kallsyms])\n\n"
                + "dd 24565 [000]  10.000400: sched:sched_switch: dd:24565 [120] S ==> swapper/0:0 [120]\n\t1 pipe_read ([kernel.kallsyms])\n\n"
        );
        Stacks stacks = OffCpu.Open(file.Path);
        Assert.Equal("dd;io_schedule 250\n", stacks.ToFolded());
        Assert.Equal(1, stacks.LeftOut["not switched in again before the end"]);
    }

    [Fact]
    public void Samples_of_another_event_are_refused_with_the_remedy() =>
        Assert.Contains(
            "sched:sched_switch",
            Assert.Throws<CaptureFormatException>(() => OffCpu.Open(FlameFixture.Path("two-events.txt"))).Message,
            StringComparison.Ordinal
        );

    private static (decimal Blocked, int Waits, int Runnable) Search(string comm)
    {
        (decimal blocked, int waits, int runnable) = (0m, 0, 0);
        decimal? left = null;
        foreach (
            Match line in File.ReadLines(FlameFixture.Path("sched-switch.txt"))
                .Select(line => Switch().Match(line))
                .Where(match => match.Success)
        )
        {
            decimal at = decimal.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);
            if (line.Groups[4].Value == comm && left is { } since)
            {
                (blocked, waits, left) = (blocked + at - since, waits + 1, null);
            }

            if (line.Groups[2].Value == comm)
            {
                bool running = line.Groups[3].Value.StartsWith('R');
                runnable += running ? 1 : 0;
                left = running ? null : at;
            }
        }

        return (blocked, waits, runnable);
    }

    [GeneratedRegex(
        @"\s(\d+\.\d+): sched:sched_switch: prev_comm=(.*) prev_pid=\d+ prev_prio=\d+ prev_state=(\S+) ==> next_comm=(.*) next_pid="
    )]
    private static partial Regex Switch();
}
