using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>
/// Looks through what was redacted for what was left, by rules that know nothing of the map: whatever is neither of the kit's vocabulary
/// nor of a form that only invented names have is a leak. Packed members, base64 and UTF-16 are looked into.
/// </summary>
/// <param name="vocabulary">What may be said.</param>
/// <param name="keep">Names that were kept on purpose.</param>
internal sealed partial class LeakScan(KitVocabulary vocabulary, IEnumerable<string>? keep = null)
{
    private const int Deepest = 8;
    private const int LongestShown = 60;
    private const int MostLeaks = 10_000;
    private const int MostCandidates = 200_000;
    private const int LeastHashed = 512;
    private const long MostUnpacked = 4L << 30;
    private readonly TextLeaks _texts = new(vocabulary, keep ?? []);
    private readonly SortedDictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private SortedDictionary<string, string>? _leaks;
    private PackedParts? _parts;
    private (string Place, int Depth) _at;

    /// <summary>What was left, each with where it was first found.</summary>
    public IReadOnlyDictionary<string, string> Leaks => _leaks ??= Judged();

    /// <summary>Looks through a name that something has: a file, a folder, a member of an archive.</summary>
    /// <param name="place">Where it stands, for the list.</param>
    /// <param name="name">The name.</param>
    public void ScanName(string place, string name) => Words(place, name);

    /// <summary>Counts as left what could not be looked through.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="what">What it is.</param>
    public void NotSeen(string place, string what) => Leak(place, what);

    /// <summary>Looks through some bytes.</summary>
    /// <param name="place">Where they stand, for the list.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="depth">How often something was unpacked on the way.</param>
    public void Scan(string place, byte[] bytes, int depth = 0)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0 || IsFull)
        {
            return;
        }

        if (depth > Deepest)
        {
            Leak(place, "something packed more than eight times");
        }
        // a picture stands in a notebook and in its page
        else if (bytes.Length < LeastHashed || _seen.Add(Convert.ToHexString(SHA256.HashData(bytes))))
        {
            ScanOnce(place, bytes, depth);
        }
    }

    private bool IsFull => _found.Count >= MostCandidates;

    private void ScanOnce(string place, byte[] bytes, int depth)
    {
        if (PackedBy(bytes) is { } packer)
        {
            Leak(place, $"bytes packed by {packer}, which are not unpacked here");
        }
        else if (BlktraceStrings.IsOne(bytes))
        {
            if (
                !BlktraceStrings.Walk(
                    bytes,
                    name => Words(place, Read(name)),
                    text => Words(place, Read(text)),
                    payload => Opaque(place, payload.Span)
                )
            )
            {
                Leak(place, "records that cannot be followed");
            }

            Runs(place, bytes);
        }
        else if (PerfDataStrings.IsOne(bytes))
        {
            OfPerf(place, bytes);
        }
        else if (bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
        {
            // What a picture shows is drawn of text that was looked through; what it carries beside that is not.
            foreach ((string kind, byte[] _) in PngTexts.Of(bytes))
            {
                Leak(place, $"{kind} in a picture");
            }
        }
        else if (bytes is [0x1F, 0x8B, ..])
        {
            Unpack(place, depth, parts => parts.Gzip(bytes));
        }
        else if (PackedParts.IsTar(bytes))
        {
            Unpack(place, depth, parts => parts.Tar(bytes));
        }
        else if (bytes is [(byte)'P', (byte)'K', ..] || PackedParts.EndOfZip(bytes) >= 0)
        {
            Unpack(place, depth, parts => parts.Zip(bytes));
        }
        else if (NativeText.Of(bytes) is { } text)
        {
            _texts.Look(text.Text, word => Leak(place, word), inner => Scan(place + " (base64)", inner, depth + 1));
        }
        else
        {
            Leak(place, "bytes of no known kind");
        }
    }

    // Members are looked at while their archive is walked: where they stand is put back when a nested one ends.
    private void Unpack(string place, int depth, Action<PackedParts> walk)
    {
        (string Place, int Depth) outer = _at;
        _at = (place, depth);
        _parts ??= new PackedParts(MostUnpacked)
        {
            Name = name => Words(_at.Place, name),
            Member = (name, bytes) => Scan(name.Length > 0 ? $"{_at.Place}: {name}" : _at.Place, bytes, _at.Depth + 1),
            Beside = (what, bytes) => Beside($"{_at.Place}: {what}", what, bytes),
            NotSeen = what => Leak(_at.Place, what),
        };
        walk(_parts);
        _at = outer;
    }

    // Whatever stands where nobody looks is left, whatever it says: nothing that was redacted has it.
    private void Beside(string place, string what, byte[] bytes)
    {
        Scan(place, bytes, _at.Depth + 1);
        Leak(_at.Place, what);
    }

    private void OfPerf(string place, byte[] bytes)
    {
        string? fault = PerfDataStrings.Walk(
            bytes,
            (kind, slot) =>
            {
                if (kind == SlotKind.Opaque)
                {
                    Opaque(place, slot.Span);
                }
                else if (kind != SlotKind.BuildId)
                {
                    Words(place, Read(slot));
                }
                else if (!slot.Span.StartsWith(Convert.FromHexString(StorageIds.Mark)) && slot.Span.ContainsAnyExcept((byte)0))
                {
                    Leak(place, "build id " + Convert.ToHexStringLower(slot.Span));
                }
            }
        );
        if (fault is not null)
        {
            Leak(place, fault);
        }

        Runs(place, bytes);
    }

    // Packed in ways that are not undone here; a short one of them may look like a text.
    private static string? PackedBy(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "xz",
            [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => "zstd",
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..]
            or [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x17, 0x72, 0x45, 0x38, ..] => "bzip2",
            [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "7z",
            [0x04, 0x22, 0x4D, 0x18, ..] => "lz4",
            [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => "rar",
            [0x1F, 0x9D, ..] => "compress",
            _ => null,
        };

    // Runs of letters in bytes where no text was looked for, in one byte each or two:
    // only what has the form of an identifier is told there.
    private void Runs(string place, byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        foreach (ValueMatch run in Printable().EnumerateMatches(text))
        {
            ReadOnlySpan<char> one = text.AsSpan(run.Index, run.Length);
            if (TextLeaks.MayBeTyped(one))
            {
                _texts.Typed(one.ToString().Replace("\0", "", StringComparison.Ordinal), word => Leak(place, word));
            }
        }
    }

    private void Opaque(string place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyExcept((byte)0))
        {
            Leak(place, "bytes that may hold anything");
        }
    }

    private void Words(string place, string text)
    {
        if (text.Length > 0)
        {
            _texts.Look(text, word => Leak(place, word), inner => Scan(place, inner, _at.Depth + 1));
        }
    }

    // Functions of the kernel may be said anywhere, and are known when all was looked through.
    private SortedDictionary<string, string> Judged()
    {
        var leaks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string what, string place) in _found)
        {
            if (!_texts.IsSymbol(what) && leaks.Count < MostLeaks)
            {
                leaks.TryAdd(what.Length > LongestShown ? what[..LongestShown] + "..." : what, place);
            }
        }

        return leaks;
    }

    private void Leak(string place, string what)
    {
        if (!IsFull)
        {
            _found.TryAdd(what, place);
            _leaks = null;
        }
    }

    private static string Read(Memory<byte> slot) => Encoding.UTF8.GetString(PerfDataStrings.ToNul(slot).Span);

    [GeneratedRegex(@"[\x20-\x7E]{7,}|(?:[\x20-\x7E]\0){7,}", RegexOptions.CultureInvariant)]
    private static partial Regex Printable();
}
