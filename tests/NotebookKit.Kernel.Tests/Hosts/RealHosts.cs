namespace NotebookKit.Kernel.Tests.Hosts;

/// <summary>The programs that people open notebooks with, as others ship them: pinned, fetched once, kept outside the repository.</summary>
internal static class RealHosts
{
    private static readonly Lock Gate = new();

    private static string Cache =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
                ? folder
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "notebookkit-tests"
        );

    /// <summary>Skips the test where nobody asked for it: it fetches up to 100 MB and takes a minute or more.</summary>
    public static void Needed() =>
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") == "true",
            "fetches another notebook host and runs it for a minute; CI=true lets it"
        );

    /// <summary>A folder of the cache, filled where it is not there yet.</summary>
    /// <param name="name">Its name, which holds the version.</param>
    /// <param name="fill">Fills a new folder, which becomes the cached one when this ends without an exception.</param>
    public static string Folder(string name, Action<string> fill)
    {
        lock (Gate)
        {
            string kept = Path.Combine(Cache, name);
            Directory.CreateDirectory(Cache);

            // Another run of the tests may be filling it: the lock of a file holds between processes, and falls with its owner.
            using FileStream mine = Wait(kept + ".lock");
            if (!Directory.Exists(kept))
            {
                string filling = kept + ".filling";
                if (Directory.Exists(filling))
                {
                    Directory.Delete(filling, recursive: true);
                }

                Directory.CreateDirectory(filling);
                fill(filling);
                Directory.Move(filling, kept);
            }

            return kept;
        }
    }

    private static FileStream Wait(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(500);
            }
        }
    }
}
