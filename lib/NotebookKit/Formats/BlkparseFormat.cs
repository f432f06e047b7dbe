// "%D %2c %8s %5T.%9t %5p %2a %3d %S + %n [%C]\n"
// %[-][width]letter: a action, c CPU, C command, d rwbs, D major,minor, e error, g
// control group, m minor, M major, n sectors, N bytes, p process id,
// P payload in hex, s sequence, S sector, t ns within the second, T second, u us since the phase before (-t), U
// payload as a number, z wall-clock time. \b \n \r \t are one character each, %% is a percent sign, every other
// character is itself. -F gives one action a format of its own. Spec: blkparse(1), "OUTPUT DESCRIPTION AND
// FORMATTING", and print_field in blkparse_fmt.c; checked with blktrace 1.2.0, which has g and z beyond its manual.
using System.Globalization;

namespace NotebookKit.Formats;

/// <summary>The format that a blkparse text was printed with: what was given to
/// <c>blkparse -f</c>, and to <c>-F</c> for single actions.</summary>
/// <remarks>
/// A format can be read back where it names action (<c>%a</c>), time (<c>%T.%t</c> or <c>%z</c>), sector (<c>%S</c>) and
/// length (<c>%n</c> or <c>%N</c>), prints one line an event, and separates its fields by a character. What it does not
/// name is absent from the events: no device is 0,0, no CPU <see cref="BlockEvents.NoCpu"/>, no process -1. The source
/// of a remap (A) is in no format, since blkparse has no field for it: layers of devices need blkparse's own output. The
/// depth of an unplug and the place of a split are only in <c>%U</c>, the error of a completion in <c>%e</c>.
/// </remarks>
internal sealed class BlkparseFormat
{
    private const string Letters = "acCdDegmMnNpPsStTuUz";

    private BlkparseFormat(string text, IReadOnlyList<Part> parts, IReadOnlyList<(BlockAction, BlkparseFormat)> others)
    {
        Text = text;
        Parts = parts;
        Others = others;
    }

    /// <summary>blkparse's own output, for use with <see cref="With"/> where only single
    /// actions have a format (<c>-F</c> without <c>-f</c>).</summary>
    public static BlkparseFormat Default { get; } = new("", [], []);

    /// <summary>The format as it was given; empty for <see cref="Default"/>.</summary>
    public string Text { get; }

    internal IReadOnlyList<Part> Parts { get; }

    internal IReadOnlyList<(BlockAction Action, BlkparseFormat Format)> Others { get; }

    /// <summary>True where completions are printed with their error.</summary>
    internal bool NamesErrors =>
        Others.Where(other => other.Action is BlockAction.Complete).Select(other => other.Format).LastOrDefault(this) is { } format
        && (format.Parts.Count == 0 || format.Parts.Any(part => part.Field == 'e'));

    /// <summary>Takes a format apart.</summary>
    /// <param name="format">As given to <c>blkparse -f</c>; the two characters <c>\n</c> and a real line end are the same.</param>
    /// <exception cref="ArgumentException">The format cannot be read back; the message says where and why.</exception>
    public static BlkparseFormat Parse(string format)
    {
        ArgumentNullException.ThrowIfNull(format);
        List<Part> parts = Split(format);
        if (parts is not [.., { Field: '\0', Literal: (byte)'\n' }])
        {
            throw Bad(format, format.Length, "it does not end in \\n: blkparse printed all events on one line");
        }

        parts.RemoveAt(parts.Count - 1);
        Check(format, parts);
        return new BlkparseFormat(format, parts, []);
    }

    /// <summary>This format with another one for a single action: <c>blkparse -F C,"..."</c>.</summary>
    /// <param name="action">The action; unplug by timer has the format of unplug.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="ArgumentException">As for <see cref="Parse"/>.</exception>
    public BlkparseFormat With(BlockAction action, string format) => new(Text, Parts, [.. Others, (action, Parse(format))]);

    private static List<Part> Split(string format)
    {
        var parts = new List<Part>();
        for (int at = 0; at < format.Length; )
        {
            char c = format[at++];
            if (c == '%' && at < format.Length && format[at] != '%')
            {
                int start = at;
                bool left = format[at] == '-';
                at += left ? 1 : 0;
                int digits = at;
                while (at < format.Length && char.IsAsciiDigit(format[at]))
                {
                    at++;
                }

                if (at == format.Length || !Letters.Contains(format[at], StringComparison.Ordinal))
                {
                    throw Bad(
                        format,
                        start,
                        at == format.Length ? "a field without its letter" : $"unknown field '{format[at]}': the fields are {Letters}"
                    );
                }

                _ = int.TryParse(format.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out int width);
                parts.Add(new Part(format[at++], 0, left, width, start));
            }
            else if (c == '\\')
            {
                byte escaped = (at < format.Length ? format[at] : '\0') switch
                {
                    'b' => (byte)'\b',
                    'n' => (byte)'\n',
                    'r' => (byte)'\r',
                    't' => (byte)'\t',
                    _ => 0,
                };
                parts.Add(
                    escaped != 0
                        ? new Part('\0', escaped, false, 0, at)
                        : throw Bad(format, at, "blkparse knows the escapes \\b, \\n, \\r and \\t only")
                );
                at++;
            }
            else
            {
                at += c == '%' && at < format.Length ? 1 : 0;
                foreach (byte literal in System.Text.Encoding.UTF8.GetBytes([c]))
                {
                    parts.Add(new Part('\0', literal, false, 0, at));
                }
            }
        }

        return parts;
    }

    private static void Check(string format, List<Part> parts)
    {
        if (parts.Find(part => part.Literal == (byte)'\n') is { } broken && parts.Exists(part => part.Literal == (byte)'\n'))
        {
            throw Bad(format, broken.At, "an event must be on one line");
        }

        string fields = string.Concat(parts.Where(part => part.Field != '\0').Select(part => part.Field));
        string[] missing =
        [
            .. fields.Contains('a', StringComparison.Ordinal) ? Array.Empty<string>() : ["the action (%a)"],
            .. fields.Contains('T', StringComparison.Ordinal) || fields.Contains('z', StringComparison.Ordinal)
                ? Array.Empty<string>()
                : ["the time (%T.%t)"],
            .. fields.Contains('S', StringComparison.Ordinal) ? Array.Empty<string>() : ["the sector (%S)"],
            .. fields.Contains('n', StringComparison.Ordinal) || fields.Contains('N', StringComparison.Ordinal)
                ? Array.Empty<string>()
                : ["the length (%n or %N)"],
        ];
        if (missing.Length > 0)
        {
            throw Bad(format, format.Length, $"it lacks {string.Join(", ", missing)}: without them no I/O can be followed");
        }

        if (fields.Count(field => field is 'C') > 1)
        {
            throw Bad(format, format.LastIndexOf('C'), "the command stands in it twice");
        }

        for (int i = 1; i < parts.Count; i++)
        {
            if (parts[i].Field != '\0' && parts[i - 1].Field != '\0' && parts[i - 1].Field != 'D')
            {
                throw Bad(format, parts[i].At, $"nothing separates %{parts[i - 1].Field} from %{parts[i].Field}");
            }
        }
    }

    private static ArgumentException Bad(string format, int at, string why) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"blkparse format \"{ShownBytes.Of(format)}\" column {at + 1}: {why}"),
            nameof(format)
        );

    /// <summary>A field, or one byte that stands for itself.</summary>
    /// <param name="Field">The field's letter; NUL for a byte.</param>
    /// <param name="Literal">The byte.</param>
    /// <param name="Left">True where the field is padded on its right.</param>
    /// <param name="Width">The least width of the field.</param>
    /// <param name="At">Where it stands in the format.</param>
    internal readonly record struct Part(char Field, byte Literal, bool Left, int Width, int At);
}
