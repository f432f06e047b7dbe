using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>The version of an installed tool, as it tells itself.</summary>
internal static partial class ToolVersion
{
    private static readonly ConcurrentDictionary<string, string?> Known = new(StringComparer.Ordinal);

    // Those that do not take --version.
    private static readonly Dictionary<string, string[]> Ask = new(StringComparer.Ordinal)
    {
        ["iostat"] = ["-V"],
        ["blktrace"] = ["-V"], // tells the version of its own protocol tools: 2.0.0 for the package 1.2.0
        ["blkparse"] = ["-V"],
        ["btt"] = ["-V"],
        ["mkfs.ext4"] = ["-V"],
        ["lvm"] = ["version"],
        ["sudo"] = ["-V"],
    };

    /// <summary>The version, such as <c>12.6.1</c>; null where the tool is not installed or does not tell.</summary>
    public static string? Of(string tool) => Known.GetOrAdd(tool, Read);

    private static string? Read(string tool)
    {
        if (HostTool.Find(tool) is not { } path)
        {
            return null;
        }

        try
        {
            ShortResult told = ShortCommand.Run([path, .. Ask.GetValueOrDefault(tool, ["--version"])]);
            Match version = Number().Match(told.Output + "\n" + told.Error);
            return version.Success ? version.Value : null;
        }
        catch (CommandException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Number();
}
