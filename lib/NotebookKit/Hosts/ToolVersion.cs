using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotebookKit.Hosts;

/// <summary>The version of an installed tool, as it tells itself.</summary>
public static partial class ToolVersion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
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

        var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in Ask.GetValueOrDefault(tool, ["--version"]))
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            Match version = Number().Match(output.GetAwaiter().GetResult() + "\n" + error.GetAwaiter().GetResult());
            return version.Success ? version.Value : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Number();
}
