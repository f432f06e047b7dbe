using System.Collections.Concurrent;

namespace NotebookKit.Hosts;

/// <summary>Tells whoever runs cells which recordings these opened: what a notebook used, and not what its parameters say.</summary>
/// <remarks>Cells have a copy of this library of their own; what passes between the two is of the framework alone.</remarks>
internal static class OpenedRecordings
{
    private const string Key = "NotebookKit.OpenedRecordings";

    /// <summary>Begins to watch what the caller, and what it calls and starts, opens; what was seen before is forgotten.</summary>
    public static void Watch() => Here().Value = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);

    /// <summary>The folders of the recordings opened since <see cref="Watch"/>, sorted; empty where nobody watches.</summary>
    public static IReadOnlyList<string> Folders => Seen is { } seen ? [.. seen.Keys.Order(StringComparer.Ordinal)] : [];

    private static ConcurrentDictionary<string, byte>? Seen =>
        (AppContext.GetData(Key) as AsyncLocal<ConcurrentDictionary<string, byte>?>)?.Value;

    internal static void Note(string folder) => Seen?.TryAdd(folder, 0);

    // Runs beside one another each see their own. The copies of this library share the place, not what is in it.
    private static AsyncLocal<ConcurrentDictionary<string, byte>?> Here()
    {
        lock (typeof(AppContext))
        {
            if (AppContext.GetData(Key) is not AsyncLocal<ConcurrentDictionary<string, byte>?> here)
            {
                AppContext.SetData(Key, here = new AsyncLocal<ConcurrentDictionary<string, byte>?>());
            }

            return here;
        }
    }
}
