using System.Text;

namespace NotebookKit.Formats;

/// <summary>The head of a device table: which column stands where.</summary>
/// <param name="Names">The columns' names, without that of the device.</param>
/// <param name="DeviceLast">True where the device's name stands last (<c>--pretty</c>, <c>-h</c> of version 12).</param>
internal sealed record IostatHead(string[] Names, bool DeviceLast)
{
    private const int MostColumns = 100;

    /// <summary>Reads a head: "Device", in whatever language, in front of or behind names
    /// of columns of which one is known at least.</summary>
    /// <returns>Null where the line is none.</returns>
    public static IostatHead? TryRead(ReadOnlySpan<byte> line)
    {
        List<string> words = Words(line);
        if (words.Count < 2)
        {
            return null;
        }

        bool last = IsDevice(words[^1]);
        bool first =
            !last && (IsDevice(words[0]) || (words.Count > 3 && IostatColumn.Find(words[0]) is null && words.Skip(1).All(IsKnown)));
        if (!first && !last)
        {
            return null;
        }

        string[] names = first ? [.. words.Skip(1)] : [.. words.SkipLast(1)];
        return names.Length <= MostColumns && names.Any(IsKnown) && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? new IostatHead(names, last)
            : null;
    }

    /// <summary>True where a line has names of columns only: the rest of a head that something wrapped.</summary>
    public static bool IsRest(ReadOnlySpan<byte> line)
    {
        List<string> words = Words(line);
        return words.Count > 0 && words.All(IsKnown);
    }

    private static bool IsDevice(string word) => word is "Device" or "Device:";

    private static bool IsKnown(string word) => IostatColumn.Find(word) is not null;

    private static List<string> Words(ReadOnlySpan<byte> line)
    {
        var places = new List<Range>();
        line.Words(places, MostColumns + 1);
        var words = new List<string>(places.Count);
        foreach (Range place in places)
        {
            words.Add(Encoding.UTF8.GetString(line[place]));
        }

        return words;
    }
}
