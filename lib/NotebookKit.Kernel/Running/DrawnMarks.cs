using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NotebookKit.Kernel.Running;

/// <summary>The marks of a drawn chart: what stands for the data, without the axes and names around them, whose room follows the widths of names.</summary>
internal static partial class DrawnMarks
{
    // Pixels: lines are drawn on whole ones, whatever the size of the panel.
    private const double Tolerance = 1.5;

    /// <summary>The first mark that is another, or stands elsewhere in its panel.</summary>
    /// <param name="expected">The one drawing, as SVG.</param>
    /// <param name="actual">The other.</param>
    /// <returns>What was expected and what was found; null where all marks agree.</returns>
    public static string? FirstDifference(string expected, string actual)
    {
        if (Of(expected) is not { } left || Of(actual) is not { } right)
        {
            return "is no drawing";
        }

        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            if (i >= left.Count || i >= right.Count || !left[i].IsAs(right[i]))
            {
                return $"mark {i + 1}: expected {(i < left.Count ? left[i] : "none")}, found {(i < right.Count ? right[i] : "none")}";
            }
        }

        return null;
    }

    private static List<Mark>? Of(string drawing)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(new StringReader(drawing), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            root = XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }

        var marks = new List<Mark>();
        foreach (XElement panel in root.Descendants().Where(element => Has(element, "nbk-panel")))
        {
            double[] place = Numbers((string?)panel.Attribute("data-plot"));
            if (place.Length != 4)
            {
                return null;
            }

            var box = new Box(place[0], place[1], place[2], place[3]);
            foreach (XElement series in panel.Descendants().Where(element => Has(element, "nbk-series")))
            {
                marks.AddRange(series.Descendants().Where(static element => element.Name.LocalName is not ("title" or "text" or "tspan" or "g")).Select(element => Read(element, series, box)));
            }
        }

        return marks;
    }

    private static Mark Read(XElement element, XElement series, Box box)
    {
        double At(string name) => Numbers((string?)element.Attribute(name)) is [var number] ? number : 0;
        IEnumerable<double> places = element.Name.LocalName switch
        {
            "circle" => box.Point(At("cx"), At("cy")),
            "rect" => [.. box.Point(At("x"), At("y")), .. box.Point(At("x") + At("width"), At("y") + At("height"))],
            "line" => [.. box.Point(At("x1"), At("y1")), .. box.Point(At("x2"), At("y2"))],
            "path" => box.Path((string?)element.Attribute("d") ?? ""),
            _ => Numbers((string?)element.Attribute("points")).Chunk(2).Where(static pair => pair.Length == 2).SelectMany(pair => box.Point(pair[0], pair[1])),
        };
        string[] said = [(string?)series.Attribute("data-s") ?? "", element.Name.LocalName, (string?)element.Attribute("fill") ?? "", (string?)element.Attribute("stroke") ?? "", (string?)element.Elements().FirstOrDefault(child => child.Name.LocalName == "title") ?? ""];
        return new Mark(string.Join(' ', said.Where(static part => part.Length > 0)), [.. places], box);
    }

    private static bool Has(XElement element, string name) => ((string?)element.Attribute("class"))?.Split(' ').Contains(name) == true;

    private static double[] Numbers(string? text) =>
        [.. Number().Matches(text ?? "").Select(static match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex("([MLHVCSQTZ])([^A-DF-Za-df-z]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    // Shares of the panel, so that panels of two sizes compare.
    private readonly record struct Box(double Left, double Top, double Width, double Height)
    {
        public IEnumerable<double> Point(double x, double y) => [(x - Left) / Width, (y - Top) / Height];

        public List<double> Path(string steps)
        {
            var places = new List<double>();
            foreach (Match step in Step().Matches(steps))
            {
                double[] numbers = Numbers(step.Groups[2].Value);
                for (int i = 0; i < numbers.Length; i++)
                {
                    bool across = step.Groups[1].ValueSpan[0] switch { 'H' => true, 'V' => false, _ => i % 2 == 0 };
                    places.Add(across ? (numbers[i] - Left) / Width : (numbers[i] - Top) / Height);
                }
            }

            return places;
        }
    }

    private sealed record Mark(string Said, double[] Places, Box Box)
    {
        public bool IsAs(Mark other)
        {
            double near = Tolerance / Math.Min(Math.Min(Box.Width, other.Box.Width), Math.Min(Box.Height, other.Box.Height));
            return Said == other.Said && Places.Length == other.Places.Length && Places.Zip(other.Places).All(pair => Math.Abs(pair.First - pair.Second) <= near);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"\"{Said}\" at {string.Join(' ', Places.Take(4).Select(static place => place.ToString("0.###", CultureInfo.InvariantCulture)))}");
    }
}
