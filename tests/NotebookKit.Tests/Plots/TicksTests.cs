using FsCheck;
using FsCheck.Fluent;
using NotebookKit.Plots;

namespace NotebookKit.Tests.Plots;

public class TicksTests
{
    [Fact]
    public void Linear_ticks_are_even_round_inside_the_range_and_have_different_labels() =>
        Prop.ForAll(
                Ranges(),
                range =>
                {
                    var scale = Scale.Over(range.Low, range.High, false);
                    var ticks = Ticks.For(new Axis(), scale, 6);
                    var step = Ticks.Step(scale.Max - scale.Min, 6);
                    var lead = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
                    return ticks.Count is >= 1 and <= 8
                        && new[] { 1, 2, 5, 10 }.Any(n => Math.Abs(lead - n) < 1e-6)
                        && ticks.TrueForAll(t => t.Value >= scale.Min - step * 1e-6 && t.Value <= scale.Max + step * 1e-6)
                        && ticks.Zip(ticks.Skip(1), (a, b) => Math.Abs(b.Value - a.Value - step) < step * 1e-6).All(even => even)
                        && ticks.Select(t => t.Label).Distinct().Count() == ticks.Count;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Logarithmic_ticks_stay_inside_the_range_and_some_have_labels() =>
        Prop.ForAll(
                Ranges(),
                range =>
                {
                    var (low, high) = (Math.Abs(range.Low) + 1e-6, Math.Abs(range.Low) + 1e-6 + Math.Abs(range.High));
                    var scale = Scale.Over(low, high, true);
                    var ticks = Ticks.For(new Axis { Log = true, Unit = "ms" }, scale, 6);
                    return ticks.Exists(t => t.Label.Length > 0)
                        && ticks.Count < 200
                        && ticks.TrueForAll(t => t.Value >= scale.Min * 0.9999 && t.Value <= scale.Max * 1.0001);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_logarithmic_axis_of_any_height_has_two_labels_or_more() =>
        Prop.ForAll(
                ArbMap.Default.GeneratorFor<NormalFloat>().Three().ToArbitrary(),
                parts =>
                {
                    double low = Math.Clamp(parts.Item1.Item, -9, 9),
                        decades = 0.1 + Math.Abs(parts.Item2.Item) % 12;
                    var target = 2 + (int)(Math.Abs(parts.Item3.Item) % 8);
                    var ticks = Ticks.For(
                        new Axis { Log = true, Unit = "ms" },
                        new Scale(Math.Pow(10, low), Math.Pow(10, low + decades), true),
                        target
                    );
                    return ticks.Count(t => t.Label.Length > 0) >= 2;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Decades_of_time_carry_their_own_unit()
    {
        var ticks = Ticks.For(new Axis { Log = true, Unit = "ms" }, new Scale(0.01, 1000, true), 8);
        Assert.Equal(["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"], ticks.Where(t => t.Label.Length > 0).Select(t => t.Label));
        Assert.Equal(40, ticks.Count(t => t.Label.Length == 0));
    }

    [Fact]
    public void A_short_time_axis_is_labelled_in_a_smaller_unit()
    {
        Assert.Contains("D2C (µs)", Plot.Line([0.0, 1], [0.0, 0.0004]).YAxis("D2C", "s").ToSvg(), StringComparison.Ordinal);
        Assert.Contains("D2C (s)", Plot.Line([0.0, 1], [0.0, 40000]).YAxis("D2C", "ms").ToSvg(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2996.2, 3003.9)]
    [InlineData(30.77, 30.97)]
    [InlineData(0, 3000)]
    public void A_low_axis_has_two_labels_or_more(double min, double max) =>
        Assert.InRange(Ticks.For(new Axis(), new Scale(min, max, false), 1).Count, 2, 6);

    [Theory]
    [InlineData(2, "1,2")]
    [InlineData(3, "1,2,3")]
    [InlineData(7, "1,2,3,4,5,6,7")]
    public void What_is_counted_has_whole_ticks(int intervals, string expected)
    {
        double[] numbers = [.. Enumerable.Range(1, intervals).Select(i => (double)i)];
        Figure counted = Plot.Line(numbers, [.. numbers.Select(i => i / 8)]).XAxis("busy interval", "");

        Assert.Equal(expected, string.Join(',', Labels(counted.ToSvg())));
        Assert.Contains("\"dtick\":1", counted.ToJson(), StringComparison.Ordinal);
        Assert.Contains(Labels(counted.XAxis("since the start", "s").ToSvg()), label => label.Contains('.', StringComparison.Ordinal));

        static IEnumerable<string> Labels(string svg) =>
            System
                .Xml.Linq.XDocument.Parse(svg)
                .Descendants()
                .Where(group => group.Attribute("class")?.Value == "nbk-tx")
                .SelectMany(group => group.Descendants())
                .Where(part => part.Name.LocalName == "text")
                .Select(text => text.Value);
    }

    private static Arbitrary<(double Low, double High)> Ranges() =>
        ArbMap
            .Default.GeneratorFor<NormalFloat>()
            .Two()
            .Select(pair => (Low: Math.Clamp(pair.Item1.Item, -1e12, 1e12), High: Math.Clamp(pair.Item2.Item, -1e12, 1e12)))
            .Where(r => Math.Abs(r.High - r.Low) > 1e-6 * Math.Max(Math.Abs(r.High), Math.Abs(r.Low)) && Math.Abs(r.High - r.Low) > 1e-6)
            .Select(r => r.Low < r.High ? r : (Low: r.High, High: r.Low))
            .ToArbitrary();
}
