using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NotebookKit.Kernel.Running;

/// <summary>The shapes of a drawing whose names may have other widths: what is drawn, in which order and how, and of a chart where in its
/// panel each mark of the data stands.</summary>
/// <remarks>Names, the numbers at axes and their lines are left out: where there is room
/// for them follows the widths of names. The ends of an axis are compared.</remarks>
internal static partial class DrawnMarks
{
    // Pixels: lines are drawn on whole ones, whatever the size of the panel.
    private const double Tolerance = 1.5;
    private const double LeastSide = 20;
    private static readonly HashSet<string> Coordinates = new(StringComparer.Ordinal)
    {
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "width",
        "height",
        "d",
        "points",
        "viewBox",
        "data-plot",
        "aria-label",
        "data-s",
    };
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "text", "tspan", "title", "style", "desc" };

    /// <summary>The first shape that is another, or stands elsewhere in its panel.</summary>
    /// <param name="expected">The one drawing, as SVG.</param>
    /// <param name="actual">The other.</param>
    /// <returns>What was expected and what was found; null where all agree.</returns>
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
                return $"shape {i + 1}: expected {(i < left.Count ? left[i] : "none")}, found {(i < right.Count ? right[i] : "none")}";
            }
        }

        return null;
    }

    private static List<Mark>? Of(string drawing)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(drawing),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }
            );
            var marks = new List<Mark>();
            return Add(XElement.Load(reader), null, isData: false, marks) ? marks : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // False for what is no drawing of ours: a panel without a place.
    private static bool Add(XElement element, Box? box, bool isData, List<Mark> marks)
    {
        string[] classes = ((string?)element.Attribute("class"))?.Split(' ') ?? [];
        if (Words.Contains(element.Name.LocalName) || classes.Contains("nbk-tx") || classes.Contains("nbk-ty"))
        {
            return true;
        }

        if (classes.Contains("nbk-panel"))
        {
            if (
                Numbers((string?)element.Attribute("data-plot")) is not [var left, var top, var width, var height]
                || width is not (>= LeastSide and < 1e5)
                || height is not (>= LeastSide and < 1e5)
            )
            {
                return false;
            }

            box = new Box(left, top, width, height);
        }

        isData |= classes.Contains("nbk-series") && box is not null;
        marks.Add(Read(element, isData ? box : null));
        return element.Elements().All(child => Add(child, box, isData, marks));
    }

    private static Mark Read(XElement element, Box? box)
    {
        double At(string name) => Numbers((string?)element.Attribute(name)) is [var number] ? number : 0;
        IEnumerable<double> places = box is not { } panel
            ? []
            : element.Name.LocalName switch
            {
                "circle" => panel.Point(At("cx"), At("cy")),
                "rect" => [.. panel.Point(At("x"), At("y")), .. panel.Point(At("x") + At("width"), At("y") + At("height"))],
                "line" => [.. panel.Point(At("x1"), At("y1")), .. panel.Point(At("x2"), At("y2"))],
                "path" => panel.Path((string?)element.Attribute("d") ?? ""),
                _ => Numbers((string?)element.Attribute("points"))
                    .Chunk(2)
                    .Where(static pair => pair.Length == 2)
                    .SelectMany(pair => panel.Point(pair[0], pair[1])),
            };
        string[] said =
        [
            element.Name.LocalName,
            box is null ? "" : string.Concat(((string?)element.Attribute("d") ?? "").Where(char.IsAsciiLetter)),
            box is null ? "" : (string?)element.Attribute("data-s") ?? "",
            .. element
                .Attributes()
                .Where(attribute => !attribute.IsNamespaceDeclaration && !Coordinates.Contains(attribute.Name.LocalName))
                .Select(attribute => $"{attribute.Name.LocalName}={attribute.Value}")
                .Order(StringComparer.Ordinal),
            box is null ? "" : (string?)element.Elements().FirstOrDefault(child => child.Name.LocalName == "title") ?? "",
        ];
        return new Mark(string.Join(' ', said.Where(static part => part.Length > 0)), [.. places], box);
    }

    private static double[] Numbers(string? text) =>
        [.. Number().Matches(text ?? "").Select(static match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex("([A-DF-Za-df-z])([^A-DF-Za-df-z]*)", RegexOptions.CultureInvariant)]
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
                    bool across = step.Groups[1].ValueSpan[0] switch
                    {
                        'H' => true,
                        'V' => false,
                        _ => i % 2 == 0,
                    };
                    places.Add(across ? (numbers[i] - Left) / Width : (numbers[i] - Top) / Height);
                }
            }

            return places;
        }
    }

    private sealed record Mark(string Said, double[] Places, Box? Panel)
    {
        public bool IsAs(Mark other)
        {
            if (Said != other.Said || Places.Length != other.Places.Length)
            {
                return false;
            }

            return Panel is not { } one
                || other.Panel is not { } two
                || Places
                    .Zip(other.Places)
                    .All(pair =>
                        Math.Abs(pair.First - pair.Second)
                        <= Tolerance / Math.Min(Math.Min(one.Width, two.Width), Math.Min(one.Height, two.Height))
                    );
        }

        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"\"{Said}\"{(Places.Length > 0 ? " at " : "")}{string.Join(' ', Places.Take(4).Select(static place => place.ToString("0.###", CultureInfo.InvariantCulture)))}"
            );
    }
}
