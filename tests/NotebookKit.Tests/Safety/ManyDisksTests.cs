using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A host with so many disks that one report of iostat is longer than what is kept of its end.</summary>
[Collection(TracingTests.Name)]
public class ManyDisksTests
{
    private const int Disks = 120;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Iostat_begins_to_capture_and_its_reports_name_every_disk(bool json)
    {
        Assert.SkipUnless(Tool.Has("iostat"), "needs iostat");
        string folder = Directory.CreateTempSubdirectory("notebookkit-disks-").FullName;
        var loops = new List<NumberedLoop>();
        try
        {
            for (int i = 0; i < Disks; i++)
            {
                loops.Add(NumberedLoop.Attach(NumberedLoop.Image(folder, "image" + i, 1)));

                // iostat leaves out disks that never had a request.
                NumberedLoop.Must("dd", "if=" + loops[^1].Path, "of=/dev/null", "bs=4k", "count=1", "iflag=direct", "status=none");
            }

            await using var live = new LiveRecord();
            var captured = await live.Host.Iostat(1, json).While("sleep", "2");

            Assert.True(new FileInfo(captured.First.Path).Length > 2 * 4096);
            Assert.True(captured.First.Reports.Reports.Count >= 2);
            Assert.All(captured.First.Reports.Reports, report => Assert.All(loops, loop => Assert.NotNull(report.Find(loop.Name))));
        }
        finally
        {
            loops.ForEach(loop => loop.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }
}
