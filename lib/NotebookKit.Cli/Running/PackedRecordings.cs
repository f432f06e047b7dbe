using System.Globalization;

namespace NotebookKit.Cli.Running;

/// <summary>Where the recordings of a pack lie: <c>recordings/NAME</c>, and where several have one name, as those of one host have,
/// <c>recordings/2/NAME</c> and so on.</summary>
internal static class PackedRecordings
{
    /// <summary>The folder of all of them.</summary>
    public const string Folder = "recordings";

    /// <summary>A place for one.</summary>
    /// <param name="name">What it is called: it keeps that name, for outputs tell it.</param>
    /// <param name="taken">The places of others.</param>
    public static string Place(string name, IReadOnlyCollection<string> taken)
    {
        string place = $"{Folder}/{name}";
        for (int number = 2; taken.Any(other => IsOneIn(place, other) || IsOneIn(other, place)); number++)
        {
            place = string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number}/{name}");
        }

        return place;
    }

    /// <summary>The recordings below a folder that a pack was unpacked to, each as its place in it.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        return
        [
            .. Folders(Path.Combine(folder, Folder))
                .SelectMany(one => Recording.IsIn(one) ? [one] : Folders(one).Where(Recording.IsIn))
                .Select(one => Path.GetRelativePath(folder, one))
                .Order(StringComparer.Ordinal),
        ];

        static string[] Folders(string path) => Directory.Exists(path) ? Directory.GetDirectories(path) : [];
    }

    private static bool IsOneIn(string inner, string outer) => inner == outer || inner.StartsWith(outer + "/", StringComparison.Ordinal);
}
