using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Cli;

/// <summary>The limit of open files (<c>ulimit -n</c>).</summary>
internal static unsafe partial class OpenFilesLimit
{
    private const int Files = 7; // RLIMIT_NOFILE, getrlimit(2)
    private const int TooMany = 24; // EMFILE, errno(3)
    private const int Few = 256;

    /// <summary>The limit; null where it is not told.</summary>
    private static long? Now
    {
        get
        {
            ulong* limits = stackalloc ulong[2];
            return Get(Files, limits) == 0 ? (long)Math.Min(limits[0], long.MaxValue) : null;
        }
    }

    /// <summary>Says so where nothing can be done at all: with so few files not even what would say it is loaded.</summary>
    /// <param name="least">How many this program needs to tell what it needs more for.</param>
    /// <returns>False then.</returns>
    public static bool IsEnough(int least)
    {
        if (Now is not { } now || now >= least)
        {
            return true;
        }

        // Itself: what makes names harmless for a terminal is another file to open.
        new StandardStream(2, null).Write(
            Encoding.ASCII.GetBytes($"notebookkit: no more than {now} files may be open here, and this needs {least}: {Remedy}\n")
        );
        return false;
    }

    /// <summary>What a fault says where it comes of this limit; null where it does not.</summary>
    public static string? Told(Exception fault)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            if ((at is IOException && at.HResult == TooMany) || at.Message.Contains("Too many open files", StringComparison.Ordinal))
            {
                return $"too many open files: {Remedy}";
            }
        }

        return null;
    }

    /// <summary>What to add to a fault that nobody thought of, where it may come of this limit; empty where that is unlikely.</summary>
    public static string Suspicion => Now is { } now && now <= Few ? $"\nIt may come of the limit of open files: {Remedy}" : "";

    private static string Remedy => string.Create(CultureInfo.InvariantCulture, $"raise ulimit -n ({Now} now)");

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Get(int what, ulong* limits);
}
