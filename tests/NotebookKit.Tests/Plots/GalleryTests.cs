namespace NotebookKit.Tests.Plots;

public class GalleryTests
{
    [Fact]
    public void Every_kind_of_figure_stays_within_its_size_limits()
    {
        var folder = Environment.GetEnvironmentVariable("NOTEBOOKKIT_GALLERY");
        foreach (var (name, figure) in SampleFigures.All())
        {
            string svg = figure.ToSvg(),
                json = figure.ToJson();
            if (folder is not null)
            {
                File.WriteAllText(Path.Combine(folder, name + ".svg"), svg);
                File.WriteAllText(Path.Combine(folder, name + ".json"), json);
                File.WriteAllText(Path.Combine(folder, name + ".txt"), figure.ToText());
                if (figure.ToPng(1.25) is { } png)
                    File.WriteAllBytes(Path.Combine(folder, name + ".png"), png);
            }
            Assert.True(svg.Length < 150_000, $"{name}: {svg.Length} characters of SVG");
            Assert.True(json.Length < 300_000, $"{name}: {json.Length} characters of JSON");
        }
    }
}
