using System.Globalization;

namespace NotebookKit.Display;

/// <summary>The lines of SVG's path data, curves in short pieces; commands M, L, H, V, C, Q, Z and their small forms.</summary>
internal static class SvgPath
{
    private const int Pieces = 16;

    public static List<List<(double X, double Y)>> Lines(string data)
    {
        var lines = new List<List<(double X, double Y)>>();
        (double X, double Y) at = (0, 0);
        char command = ' ';
        int place = 0;
        while (Next(data, ref place, ref command))
        {
            bool relative = char.IsLower(command);
            (double X, double Y) from = relative ? at : (0, 0);
            (double X, double Y) Point()
            {
                double x = Number(data, ref place),
                    y = Number(data, ref place);
                return (from.X + x, from.Y + y);
            }

            switch (char.ToUpperInvariant(command))
            {
                case 'M':
                    at = Point();
                    lines.Add([at]);
                    command = relative ? 'l' : 'L';
                    continue;
                case 'L':
                    at = Point();
                    break;
                case 'H':
                    at = (from.X + Number(data, ref place), at.Y);
                    break;
                case 'V':
                    at = (at.X, from.Y + Number(data, ref place));
                    break;
                case 'C':
                    (double X, double Y) one = Point(),
                        two = Point(),
                        end = Point();
                    Curve(lines, at, one, two, end);
                    at = end;
                    continue;
                case 'Q':
                    (double X, double Y) bend = Point(),
                        last = Point();
                    Curve(
                        lines,
                        at,
                        (at.X + ((bend.X - at.X) * 2 / 3), at.Y + ((bend.Y - at.Y) * 2 / 3)),
                        (last.X + ((bend.X - last.X) * 2 / 3), last.Y + ((bend.Y - last.Y) * 2 / 3)),
                        last
                    );
                    at = last;
                    continue;
                case 'Z' when lines.Count > 0:
                    at = lines[^1][0];
                    break;
                default:
                    return lines; // an arc, or no path at all: what was understood is drawn
            }

            if (lines.Count > 0)
            {
                lines[^1].Add(at);
            }
        }

        return lines;
    }

    // True where there is more: a command, or numbers for the same one again.
    private static bool Next(string data, ref int place, ref char command)
    {
        while (place < data.Length && (char.IsWhiteSpace(data[place]) || data[place] == ','))
        {
            place++;
        }

        if (place < data.Length && char.IsAsciiLetter(data[place]))
        {
            command = data[place++];
            return true;
        }

        return place < data.Length
            && command is not (' ' or 'Z' or 'z')
            && (char.IsAsciiDigit(data[place]) || data[place] is '-' or '+' or '.');
    }

    private static double Number(string data, ref int place)
    {
        while (place < data.Length && (char.IsWhiteSpace(data[place]) || data[place] == ','))
        {
            place++;
        }

        int from = place;
        while (
            place < data.Length
            && (
                char.IsAsciiDigit(data[place])
                || data[place] is '.' or 'e' or 'E'
                || (data[place] is '-' or '+' && (place == from || data[place - 1] is 'e' or 'E'))
            )
        )
        {
            place++;
        }

        return
            double.TryParse(data.AsSpan(from, place - from), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? number
            : 0;
    }

    private static void Curve(
        List<List<(double X, double Y)>> lines,
        (double X, double Y) from,
        (double X, double Y) one,
        (double X, double Y) two,
        (double X, double Y) to
    )
    {
        for (int piece = 1; piece <= Pieces && lines.Count > 0; piece++)
        {
            double t = piece / (double)Pieces,
                u = 1 - t,
                a = u * u * u,
                b = 3 * u * u * t,
                c = 3 * u * t * t,
                d = t * t * t;
            lines[^1].Add(((a * from.X) + (b * one.X) + (c * two.X) + (d * to.X), (a * from.Y) + (b * one.Y) + (c * two.Y) + (d * to.Y)));
        }
    }
}
