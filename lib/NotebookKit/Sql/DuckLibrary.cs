using System.Runtime.InteropServices;

namespace NotebookKit.Sql;

/// <summary>DuckDB's native library, loaded by its full path.</summary>
/// <remarks>
/// A notebook host takes an assembly that a cell names from its file, and knows nothing of the native library that lies below it: .NET then
/// finds none under the plain name. Once it is loaded, the system's loader answers that name with it.
/// </remarks>
internal static class DuckLibrary
{
    /// <summary>The setting of a connection by which no statement fetches an extension from the network.</summary>
    public const string NothingFetched = "autoinstall_known_extensions=false;autoload_known_extensions=false";

    private const string File = "libduckdb.so";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Loads it, once for the process.</summary>
    /// <exception cref="PlatformNotSupportedException">There is none for this kind of processor, or it was not installed.</exception>
    public static void Needed() => _ = Handle.Value;

    private static nint Load()
    {
        string platform = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string beside = Path.GetDirectoryName(typeof(DuckLibrary).Assembly.Location)!;
        string[] places = [.. Places(beside, platform)];
        return Array.Find(places, System.IO.File.Exists) is { } path
            ? NativeLibrary.Load(path)
            : throw new PlatformNotSupportedException(
                $"SQL needs DuckDB's library for {platform}, which is in none of {string.Join(", ", places)}: "
                    + "build lib/NotebookKit.Cli on Linux (x64 or arm64), or take the package NotebookKit"
            );
    }

    // Beside this assembly as it is built; in a cache of packages, in the package that brings it.
    private static IEnumerable<string> Places(string beside, string platform)
    {
        yield return Path.Combine(beside, "runtimes", platform, "native", File);
        string bindings = Path.GetDirectoryName(typeof(DuckDB.NET.Native.NativeMethods).Assembly.Location)!;
        yield return Path.GetFullPath(Path.Combine(bindings, "../../runtimes", platform, "native", File));
    }
}
