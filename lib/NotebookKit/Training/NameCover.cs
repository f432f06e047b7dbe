using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Training;

/// <summary>Puts other names in the place of those that tell: host, volumes, mapped devices, mount points, the scenario.</summary>
/// <remarks>
/// A name gets another of the same length, the same one in every file: offsets, columns and binary records stay as they are.
/// What device-mapper itself adds (<c>-real</c>, <c>-cow</c>) and what a target is called
/// in its table stay: a real host shows them, and they are evidence.
/// </remarks>
internal sealed partial class NameCover
{
    private const string Vowels = "aeiou";
    private const string Consonants = "bdgklmnprstvz";
    private const int FewestLetters = 3;

    // Of LVM and device-mapper, not of whoever named the volume.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "real",
        "cow",
        "tpool",
        "tdata",
        "tmeta",
        "cdata",
        "cmeta",
        "corig",
        "mnt",
        "dev",
        "mapper",
        "tmp",
    };

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The names that are covered.</summary>
    public IReadOnlyCollection<string> Names => _names.Keys;

    /// <summary>Covers a name from here on.</summary>
    public void Add(string? name)
    {
        if (
            name is { Length: >= FewestLetters }
            && !Kept.Contains(name)
            && !OfTheKernel().IsMatch(name)
            && name.Any(char.IsAsciiLetter)
            && !_names.ContainsKey(name)
        )
        {
            _names.Add(name, New(name));
        }
    }

    /// <summary>Covers the parts of a mapped device's name, which LVM writes as
    /// <c>group-volume</c> with a hyphen of a name doubled.</summary>
    public void AddMapped(string name)
    {
        foreach (string part in LvmHyphen().Split(name))
        {
            Add(part);
        }
    }

    /// <summary>The text with the names covered.</summary>
    public string Cover(string text) => Cover(text, _names);

    /// <summary>As <see cref="Cover(string)"/>, for prose: a name that is a plain word,
    /// such as <c>volume</c>, says there what it says anywhere.</summary>
    public string CoverInProse(string text) => Cover(text, _names.Where(one => !PlainWord().IsMatch(one.Key)));

    private static string Cover(string text, IEnumerable<KeyValuePair<string, string>> names)
    {
        foreach ((string name, string other) in names.OrderByDescending(one => one.Key.Length))
        {
            text = Regex.Replace(text, $"(?<![A-Za-z0-9]){Regex.Escape(name)}(?![A-Za-z0-9])", other);
        }

        return text;
    }

    /// <summary>The first name that still stands in some bytes, as a word or within one; null where none does.</summary>
    public string? Left(ReadOnlySpan<byte> bytes)
    {
        foreach (string name in _names.Keys)
        {
            if (
                bytes.IndexOf(Encoding.UTF8.GetBytes(name)) >= 0
                && Regex.IsMatch(Encoding.Latin1.GetString(bytes), $"(?<![A-Za-z0-9]){Regex.Escape(name)}(?![A-Za-z0-9])")
            )
            {
                return name;
            }
        }

        return null;
    }

    // Letters for letters, all else as it was.
    private string New(string name)
    {
        string other;
        do
        {
            other = string.Concat(
                name.Select(
                    (letter, at) =>
                        !char.IsAsciiLetterOrDigit(letter) ? letter
                        : at % 2 == 0 ? Any(Consonants)
                        : Any(Vowels)
                )
            );
        } while (other == name || _names.ContainsValue(other));
        return other;
    }

    private static char Any(string letters) => letters[RandomNumberGenerator.GetInt32(letters.Length)];

    // The kernel's own names tell nothing, and readers know them by their form.
    [GeneratedRegex(@"^(?:nvme\d+(?:n\d+)?(?:p\d+)?|(?:sd|vd|xvd|hd)[a-z]+\d*|(?:dm-|md|loop|sr|zram|ram)\d+)$")]
    private static partial Regex OfTheKernel();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex PlainWord();

    [GeneratedRegex("(?<!-)-(?!-)")]
    private static partial Regex LvmHyphen();
}
