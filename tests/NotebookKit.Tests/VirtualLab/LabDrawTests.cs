using NotebookKit.Hosts;
using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class LabDrawTests
{
    private static readonly GuestKernel[] Three = [GuestKernel.Find("5.10"), GuestKernel.Find("6.1"), GuestKernel.Find("6.12")];

    [Fact]
    public void The_same_seed_draws_the_same_and_few_are_the_first_of_many()
    {
        string[] many = Texts(7, 80),
            few = Texts(7, 20);

        Assert.Equal(many, Texts(7, 80));
        Assert.Equal(many[..20], few);
        Assert.NotEqual(many, Texts(8, 80));
    }

    // Seeds are noted in manifests and in lessons: what they draw must not change by itself.
    [Fact]
    public void What_a_seed_draws_stays_the_same()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-").FullName, "mine.scenario");
        File.WriteAllText(
            path,
            "title     a read\nlabel     healthy\nstack     volume\nworkload  read\ncapture   blktrace\nright     failed=0\ndraw      drive.iops=1|2|3|4|5|6|7|8|9 workload.mib=10|20|30|40\n"
        );

        IReadOnlyList<LabDrawn> drawn = new LabDraw(7, Three, [path]).Draw(4);

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Equal(
            "r001 5.10 iops=7 read mib=10\nr002 6.1 iops=9 read mib=30\nr003 6.12 iops=1 read mib=30\nr004 5.10 iops=4 read mib=20",
            string.Join('\n', drawn.Select(one => $"{one.Name} {one.Kernel.Name} {one.Scenario.Drive} {one.Scenario.Workload}"))
        );
    }

    [Fact]
    public void Each_scenario_comes_once_before_one_comes_again_and_kernels_take_turns()
    {
        IReadOnlyList<LabDrawn> drawn = new LabDraw(1, Three, LabDraw.Drawable).Draw(2 * LabDraw.Drawable.Count);

        Assert.Equal(LabDraw.Drawable.Order(), drawn.Take(LabDraw.Drawable.Count).Select(one => one.Scenario.Name).Order());
        Assert.All(drawn.GroupBy(one => one.Scenario.Name), group => Assert.Equal(2, group.Count()));
        Assert.Equal(["5.10", "6.1", "6.12", "5.10"], drawn.Take(4).Select(one => one.Kernel.Name));
    }

    [Fact]
    public void Every_value_that_may_be_drawn_makes_a_scenario_whose_counts_have_numbers() =>
        Assert.All(
            new LabDraw(3, Three, LabDraw.Drawable).Draw(400),
            drawn =>
            {
                Scenario again = ScenarioText.Parse(ScenarioText.TextOf(drawn.Scenario), drawn.Scenario.Name + ScenarioText.Extension);
                Assert.Equal(ScenarioText.TextOf(drawn.Scenario), ScenarioText.TextOf(again));
                Assert.All(drawn.Scenario.Right, right => Assert.Null(right.In(drawn.Scenario).Of));
                Assert.All(
                    drawn.Parameters,
                    set => Assert.Contains(set.Value.Split('+')[0], ScenarioText.TextOf(drawn.Scenario), StringComparison.Ordinal)
                );
            }
        );

    [Fact]
    public void A_scenario_that_not_every_kernel_can_show_is_drawn_on_one_that_can()
    {
        GuestKernel old = GuestKernel.Find("5.10"),
            recent = GuestKernel.Find("6.1");
        Scenario one = Scenarios.Find("mqdeadline-starved-reads");

        Assert.False(one.RunsOn(old));
        Assert.True(one.RunsOn(recent));
        Assert.All(new LabDraw(3, [old, recent], [one.Name]).Draw(4), drawn => Assert.Equal(recent, drawn.Kernel));
        Assert.Contains(
            "kernel 6.1, 6.12, 7.x alone",
            Assert.Throws<ArgumentException>(() => new LabDraw(3, [old], [one.Name]).Draw(1)).Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(one.Name, LabDraw.DrawableOn([old]));
        Assert.Equal(LabDraw.Drawable, LabDraw.DrawableOn([old, recent]));
        Assert.Contains(
            "mqdeadline-starved-reads can be seen on",
            Assert
                .Throws<ArgumentException>(() =>
                    new LabRun(new LabStore("/nowhere")).Of(
                        old,
                        [new LabJob("a", one)],
                        new CaseFolder("/nowhere/case"),
                        TestContext.Current.CancellationToken
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_count_follows_the_value_that_was_drawn()
    {
        Scenario scenario = ScenarioText.Parse(
            "title     a read\nlabel     nomerge\nstack     snapshot chunk=16k\ndrive     iops=2000 bps=41943040\nqueue     max_sectors_kb=4\nworkload  read\ncapture   blktrace\n"
                + "right     d-sectors=stack.chunk d-rate<=1.2*drive.iops d-mib-rate<=drive.bps d-sectors>=queue.max_sectors_kb",
            "my.scenario"
        );

        Assert.Equal(
            ["d-sectors=32", "d-rate<=2400", "d-mib-rate<=40", "d-sectors>=8"],
            scenario.Right.Select(right => right.In(scenario).ToString())
        );
        Assert.Equal("d-sectors=16", scenario.Right[0].In(ScenarioSetting.With(scenario, "stack.chunk", "8k")).ToString());
        Assert.False(scenario.Right[0].Holds(32));
    }

    private static string[] Texts(int seed, int count) =>
        [
            .. new LabDraw(seed, Three, LabDraw.Drawable)
                .Draw(count)
                .Select(one => $"{one.Name} {one.Kernel.Name} {ScenarioText.TextOf(one.Scenario)}"),
        ];
}
