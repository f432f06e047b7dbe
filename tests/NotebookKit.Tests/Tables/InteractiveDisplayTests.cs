using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKit.Tests.Tables;

/// <summary>In .NET Interactive, and in a program that embeds its formatters, a frame
/// shows as a table because this library is there.</summary>
public class InteractiveDisplayTests
{
    [Fact]
    public void A_frame_of_ours_or_of_the_package_shows_as_a_table()
    {
        DataFrame ours = FrameTests.Devices().Titled("Latency");
        var bare = new DataFrame(new DoubleDataFrameColumn("await", [0.5, null]), new StringDataFrameColumn("<b>", ["dm-0", "dm-1"]));

        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(DataFrame)));
        DataFrame[] frames =
        [
            ours,
            bare,
            ours.OrderBy("r_await"),
            bare.Filter(bare["await"].ElementwiseIsNotNull()),
            ours.GroupBy("device").Mean("r_await"),
        ];
        Assert.All(
            frames,
            frame =>
            {
                Assert.Equal(frame.ToHtml(), frame.ToDisplayString("text/html"));
                Assert.Equal(frame.ToText(), frame.ToDisplayString("text/plain"));
            }
        );
    }
}
