using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Bounds what the cells of a run show and print, and says what was cut.</summary>
/// <remarks>
/// A record is read, mailed and kept: one value of gigabytes makes it useless, and takes memory three times over before. Text is cut, other
/// forms, which would be broken by that, are left out whole.
/// </remarks>
/// <param name="most">The most bytes.</param>
/// <param name="whole">What bounds the run that this is a part of; null for nothing.</param>
internal sealed class OutputBudget(long most, OutputBudget? whole = null)
{
    /// <summary>The most bytes of a record that one cell shows, besides what it prints.</summary>
    public const long OfCell = 16_000_000;

    /// <summary>The most bytes of a record that the cells of a run show and print: about half of what is read of a notebook.</summary>
    public const long OfRun = 32_000_000;

    /// <summary>The most characters of a shown text.</summary>
    public const int LongestText = 1_000_000;

    // What surrounds an output in a notebook.
    private const int Frame = 200;
    private const int LineFrame = 14;
    private const int MostOwed = 4;
    private readonly Lock _gate = new();
    private readonly Lock _settling = new();
    private readonly Queue<Action> _owed = [];
    private readonly long _half = most / 2;
    private long _left = most;

    /// <summary>True where the room for one more output is beyond doubt.</summary>
    public bool HasAmpleRoom
    {
        get
        {
            lock (_gate)
            {
                return _left > _half && whole?.HasAmpleRoom != false;
            }
        }
    }

    /// <summary>Puts off an output of which a part is still being made: until another one
    /// comes, or the run ends, so that their order is what it would be.</summary>
    /// <returns>False where too many wait already.</returns>
    public bool TryOwe(Action output)
    {
        lock (_gate)
        {
            bool taken = _owed.Count < MostOwed;
            if (taken)
            {
                _owed.Enqueue(output);
            }

            return taken;
        }
    }

    /// <summary>Does what was put off; waits for it. Not under a lock that an output takes.</summary>
    public void Settle()
    {
        lock (_settling)
        {
            while (Next() is { } output)
            {
                output();
            }
        }

        Action? Next()
        {
            lock (_gate)
            {
                return _owed.TryDequeue(out Action? next) ? next : null;
            }
        }
    }

    /// <summary>Takes so many bytes, where there are so many left.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            bool taken = bytes <= _left && whole?.TryTake(bytes) != false;
            _left -= taken ? bytes : 0;
            return taken;
        }
    }

    /// <summary>Gives back what is no longer kept.</summary>
    public void Return(long bytes)
    {
        lock (_gate)
        {
            _left += bytes;
            whole?.Return(bytes);
        }
    }

    /// <summary>Takes a bundle, or what of it there is room for.</summary>
    /// <param name="bundle">What is shown.</param>
    /// <param name="size">What it took.</param>
    /// <returns>Null where not even a word about it has room.</returns>
    public MimeBundle? Take(MimeBundle bundle, out long size)
    {
        size = Frame;
        if (!TryTake(Frame))
        {
            return null;
        }

        var kept = new List<KeyValuePair<string, string>>();
        var notes = new List<string>();
        foreach ((string mime, string content) in bundle)
        {
            string form = mime == "text/plain" ? Cut(content, notes) : content;
            long bytes = RecordedBytes(form, MimeBundle.IsJson(mime));
            if (TryTake(bytes))
            {
                kept.Add(new(mime, form));
                size += bytes;
            }
            else
            {
                notes.Add(Invariant($"{mime} of {content.Length:#,0} characters is not kept: {Bounds}"));
            }
        }

        return notes.Count == 0 ? bundle : WithNotes(kept, notes);
    }

    /// <summary>The bounds, in words.</summary>
    public static string Bounds { get; } = Invariant($"a cell keeps {OfCell:#,0} bytes, a run {OfRun:#,0}");

    /// <summary>What a text takes in a notebook, where each of its lines is one, and of JSON each value.</summary>
    public static long RecordedBytes(string text, bool json = false)
    {
        long bytes = 0;
        foreach (char letter in text)
        {
            bytes += letter switch
            {
                '\n' => LineFrame,
                ',' when json => LineFrame,
                '"' or '\\' => 2,
                < ' ' => 6,
                < '\u0080' => 1,
                < '\u0800' => 2,
                _ => 3,
            };
        }

        return bytes;
    }

    /// <summary>A text of no more than a number of characters, no character in halves; what is cut is said.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return text[..end] + Invariant($"… ({text.Length - end:#,0} more characters)");
    }

    private static string Cut(string text, List<string> notes)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        notes.Add(Invariant($"{text.Length - LongestText:#,0} more characters are not kept: a shown text keeps {LongestText:#,0}"));
        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }

    // The words stand in the text, which every client can show.
    private static MimeBundle WithNotes(List<KeyValuePair<string, string>> kept, List<string> notes)
    {
        var bundle = new MimeBundle();
        foreach ((string mime, string content) in kept.Where(form => form.Key != "text/plain"))
        {
            bundle.Add(mime, content);
        }

        string text = kept.Find(form => form.Key == "text/plain").Value is { Length: > 0 } own ? own + "\n" : "";
        bundle.Add("text/plain", text + string.Join('\n', notes.Select(note => "… " + note)));
        return bundle;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
