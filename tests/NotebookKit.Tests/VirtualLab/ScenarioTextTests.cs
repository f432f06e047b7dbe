using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class ScenarioTextTests
{
    private const string Whole =
        "title     a read\nlabel     healthy\nstack     volume\nworkload  read\ncapture   blktrace\nright     failed=0\n";

    [Fact]
    public void Every_scenario_that_comes_with_the_product_is_read_and_asks_for_counts_in_what_it_captures()
    {
        Assert.Equal(56, Scenarios.Names.Count);
        Assert.All(
            Scenarios.Names,
            name =>
            {
                Scenario scenario = Scenarios.Find(name);
                Assert.Equal(name, scenario.Name);
                Assert.NotEmpty(scenario.Captures.Intersect(["blktrace", "blktrace-dm", "perf-all"]));
                Assert.NotEmpty(scenario.Right);
            }
        );
    }

    [Fact]
    public void A_scenario_has_the_label_of_the_committed_recording_of_its_name() =>
        Assert.All(
            Scenarios.Names.Intersect(Directory.GetDirectories(Path.Combine(RepositoryFolder.Root, "data")).Select(Path.GetFileName)),
            name => Assert.Equal(Recording.Open(Path.Combine(RepositoryFolder.Root, "data", name!)).Label, Scenarios.Find(name!).Label)
        );

    [Fact]
    public void A_scenario_is_read_as_it_is_written()
    {
        Scenario scenario = ScenarioText.Parse(
            "# a comment\r\n\r\ntitle     two words\r\nlabel stalls\nstack snapshot chunk=8k read_ahead_kb=64\ndrive iops=1000 bps=5\nqueue scheduler=bfq nomerges=2\n"
                + "workload fio rw=randread bs=4k\nbeside stalls ms=400 every_ms=1200\ncapture time off-cpu\nright d-sectors=16 d2c-ms<=1.5 failed>=3",
            "folder/mine.scenario"
        );

        Assert.Equal("mine", scenario.Name);
        Assert.Equal("two words", scenario.Title);
        Assert.Equal("snapshot chunk=8k read_ahead_kb=64", scenario.Stack.ToString());
        Assert.Equal((1000, 5, 0), (scenario.Drive.Number("iops", 0), scenario.Drive.Number("bps", 0), scenario.Drive.Number("other", 0)));
        Assert.Equal("nomerges=2 scheduler=bfq", scenario.Queue.ToString());
        Assert.Equal("stalls every_ms=1200 ms=400", scenario.Beside?.ToString());
        Assert.Equal(["time", "off-cpu"], scenario.Captures);
        Assert.Equal(["d-sectors=16", "d2c-ms<=1.5", "failed>=3"], scenario.Right.Select(right => right.ToString()));
    }

    [Theory]
    [InlineData("titel     x", "line 7 column 1: expected one of title, label")]
    [InlineData("title     again", "line 7 column 1: title stands in line 1 already")]
    [InlineData("queue", "line 7 column 6: expected what queue is set to")]
    [InlineData("queue     nomerges", "line 7 column 19: expected nomerges=a whole number, found \"nomerges\"")]
    [InlineData("queue     nomerges=two", "line 7 column 20: expected nomerges=a whole number")]
    [InlineData("queue     nomerges=1 nomerges=2", "line 7 column 22: nomerges stands here already")]
    [InlineData("queue     scheduler=none;reboot", "line 7 column 21: expected scheduler=a word")]
    [InlineData("queue     scheduler=$(reboot)", "line 7 column 21: expected scheduler=a word")]
    [InlineData("drive     speed=9", "line 7 column 11: expected one of bps=, iops=")]
    [InlineData("beside    noise", "line 7 column 11: expected one of cgroup, discards")]
    [InlineData("beside    hang ms=1", "line 7 column 16: expected one of after_ms=, found \"ms=1\"")]
    [InlineData("noise     speed=1", "line 7 column 11: expected one of rate=")]
    [InlineData("draw      drive.iops=5", "line 7 column 11: expected LINE.SETTING=VALUE|VALUE")]
    [InlineData("draw      title.x=5|6", "line 7 column 11: expected LINE.SETTING=VALUE|VALUE")]
    [InlineData("draw      drive.iops=5|6 drive.iops=7|8", "line 7 column 26: drive.iops stands here already")]
    [InlineData("draw      drive.iops=5|x", "line 7 column 11: drive.iops cannot be x: expected iops=a whole number")]
    [InlineData("draw      drive.speed=5|6", "line 7 column 11: drive.speed cannot be 5: expected one of bps=, iops=")]
    [InlineData("draw      capture=time|strace", "line 7 column 11: capture cannot be strace: expected some of time")]
    [InlineData("draw      stack.chunk=4k|8k", "line 7 column 11: stack.chunk cannot be 4k: expected one of read_ahead_kb=")]
    [InlineData("kernels   6.1 4.4", "line 7 column 15: expected some of 5.10, 6.1, 6.12, 7.x, found \"4.4\"")]
    [InlineData("queue     nomerges=1\tscheduler=none", "line 7 column 21: expected text, found the character 9")]
    public void A_word_that_is_not_known_is_refused_with_its_place(string line, string expected)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ScenarioText.Parse(Whole + line, "my.scenario"));

        Assert.StartsWith("my.scenario " + expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stack     volume", "stack     volume chunk=4k", "line 3 column 18: expected one of read_ahead_kb=, found \"chunk=4k\"")]
    [InlineData("stack     volume", "stack     raid level=6 drives=2", "line 3 column 22: expected level=one of 0, 1, 5, 10")]
    [InlineData("stack     volume", "stack     raid level=5 drives=9", "line 3 column 31: expected drives=2 to 8")]
    [InlineData("stack     volume", "stack     raid level=5 drives=3", "line 4 column 11: expected dd or fio")]
    [InlineData("capture   blktrace", "capture   blktrace strace", "line 5 column 20: expected some of time, perf")]
    [InlineData("capture   blktrace", "capture   blktrace blktrace", "line 5 column 20: \"blktrace\" stands here already")]
    [InlineData("right     failed=0", "right     d-sectors=8 happy=1", "line 6 column 23: expected one of above-ms, bio-ms, d-mib-rate")]
    [InlineData("right     failed=0", "right     failed<0", "line 6 column 11: expected NAME=NUMBER")]
    [InlineData(
        "right     failed=0",
        "right     d-rate<=drive.iops",
        "line 6 column 11: d-rate<=drive.iops asks for drive.iops, which no line sets"
    )]
    [InlineData("right     failed=0", "right     d-rate<=1.2*iops", "line 6 column 11: expected NAME=NUMBER")]
    [InlineData("right     failed=0", "right     d-rate<=1..2", "line 6 column 11: expected NAME=NUMBER")]
    [InlineData("right     failed=0", "right     failed=-1", "line 6 column 11: expected NAME=NUMBER")]
    [InlineData("label     healthy", "label     Is Good", "line 2 column 11: expected one word of small letters")]
    public void A_setting_that_its_word_does_not_take_is_refused_with_its_place(string was, string becomes, string expected)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() =>
            ScenarioText.Parse(Whole.Replace(was, becomes, StringComparison.Ordinal), "my.scenario")
        );

        Assert.StartsWith("my.scenario " + expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_of_a_scenario_reads_as_the_same_scenario() =>
        Assert.All(
            Scenarios.Names,
            name =>
            {
                string text = ScenarioText.TextOf(Scenarios.Find(name));
                Assert.Equal(text, ScenarioText.TextOf(ScenarioText.Parse(text, name + ScenarioText.Extension)));
                Assert.Equal(
                    Scenarios.TextOf(name).Split('\n').Count(line => line.Length > 0 && line[0] != '#'),
                    text.Count(letter => letter == '\n')
                );
            }
        );

    [Theory]
    [InlineData("title")]
    [InlineData("label")]
    [InlineData("stack")]
    [InlineData("workload")]
    [InlineData("capture")]
    [InlineData("right")]
    public void A_line_that_every_scenario_has_may_not_be_missing(string key)
    {
        string without = string.Join('\n', Whole.Split('\n').Where(line => !line.StartsWith(key, StringComparison.Ordinal)));

        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ScenarioText.Parse(without, "my.scenario"));

        Assert.StartsWith($"my.scenario: there is no line \"{key}\"", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My Read.scenario")]
    [InlineData(".scenario")]
    [InlineData("read'; reboot; '.scenario")]
    public void A_file_with_a_name_that_no_recording_has_is_refused(string name) =>
        Assert.Contains(
            "small letters",
            Assert.Throws<InvalidDataException>(() => ScenarioText.Parse(Whole, name)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_name_that_is_nowhere_is_refused_with_those_there_are() =>
        Assert.Contains(
            "snapshot-nomerges2",
            Assert.Throws<ArgumentException>(() => Scenarios.Find("nowhere")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_count_that_the_recording_does_not_tell_meets_nothing() =>
        Assert.All(Enum.GetValues<CountRelation>(), relation => Assert.False(new ExpectedCount("failed", relation, 0).Holds(null)));
}
