using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class ArticleLinesTests
{
    [Fact]
    public void The_btrace_lines_of_the_article_give_its_actions_times_and_sectors()
    {
        BlockCapture capture = BlkparseText.Read(Fixture.Path("article-btrace.txt"));
        BlockEvents events = capture.Events;

        Assert.Equal("AQGUIDC", string.Concat(events.Action.ToArray().Select(action => (char)action)));
        Assert.Equal(2_545_516, events.TimeNs[0]);
        Assert.Equal(4_099_666, events.TimeNs[6]);
        Assert.Equal([280576, 280576, 280576, BlockEvents.NoSector, 280576, 280576, 280576], events.Sector.ToArray());
        Assert.Equal(512u, events.Sectors[5]);
        Assert.Equal(Rwbs.Read | Rwbs.Sync, events.Rwbs[5]);
        Assert.Equal("cat", events.Names[events.Name[5]]);
        Assert.True(events.TryGetDetail(0, out long source, out ushort device));
        Assert.Equal(278528, source);
        Assert.Equal(new BlockDevice(252, 0), events.Devices[device]);
        Assert.True(events.TryGetDetail(3, out long unplugged, out _));
        Assert.Equal(1, unplugged);
        Assert.Equal(7, capture.Account.Recognised);
        Assert.Empty(capture.Account.Skipped);
    }

    [Fact]
    public void The_perf_script_lines_of_the_article_give_three_completions_and_three_inserts()
    {
        BlockCapture capture = PerfScript.Read(Fixture.Path("article-perf-script.txt"));
        BlockEvents events = capture.Events;

        Assert.Equal("CCCIII", string.Concat(events.Action.ToArray().Select(action => (char)action)));
        Assert.Equal(5_502_478_884_000, events.TimeNs[0]);
        Assert.Equal([340080, 340088, 340096, 340328, 340336, 340344], events.Sector.ToArray());
        Assert.All(events.Sectors.ToArray(), sectors => Assert.Equal(8u, sectors));
        Assert.Equal([0, 0, 0, 1942, 1942, 1942], events.Pid.ToArray());
        Assert.Equal("cat", events.Names[events.Name[3]]);
        Assert.Equal(1, events.Cpu[0]);
        Assert.Equal(6, capture.Account.Recognised);
    }
}
