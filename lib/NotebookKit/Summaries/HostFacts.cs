using System.Text;
using System.Text.RegularExpressions;
using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>What the first lines of a file tell of its host.</summary>
/// <param name="Name">The host's name; null where it is not told.</param>
/// <param name="Kernel">The kernel's release; null where it is not told.</param>
/// <param name="Uname">The whole line of <c>uname -a</c>; null where it is not told.</param>
internal sealed partial record HostFacts(string? Name, string? Kernel, string? Uname)
{
    private const int LookedAt = 8192;

    public static readonly HostFacts Unknown = new(null, null, null);

    /// <summary>Reads the first lines of a file: of iostat, <c>uname -a</c>, or <c>perf script --header</c>.</summary>
    public static HostFacts Of(ReadOnlySpan<byte> sample)
    {
        sample = sample[..Math.Min(sample.Length, LookedAt)];
        if (CaptureVerdict.IsBinary(sample.ToArray()))
        {
            return Unknown;
        }

        string text = Encoding.UTF8.GetString(sample);
        if (UnameLine().Match(text) is { Success: true } uname)
        {
            return new HostFacts(uname.Groups["host"].Value, uname.Groups["kernel"].Value, uname.Value.Trim());
        }

        Match iostat = IostatHead().Match(text);
        if (iostat.Success)
        {
            return new HostFacts(iostat.Groups["host"].Value, iostat.Groups["kernel"].Value, null);
        }

        Match node = IostatJson().Match(text);
        return node.Success
                ? new HostFacts(
                    node.Groups["host"].Value,
                    IostatJsonRelease().Match(text) is { Success: true } release ? release.Groups["kernel"].Value : null,
                    null
                )
            : PerfHead().Match(text) is { Success: true } perf ? new HostFacts(perf.Groups["host"].Value, null, null)
            : Unknown;
    }

    /// <summary>Reads what <c>uname -a</c> printed; null tells nothing.</summary>
    public static HostFacts OfUname(string? line) => line is null ? Unknown : Of(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>This, and where it does not know the other.</summary>
    public HostFacts Or(HostFacts other) => new(Name ?? other.Name, Kernel ?? other.Kernel, Uname ?? other.Uname);

    [GeneratedRegex(@"^Linux (?<host>[\w.-]+) (?<kernel>\d+\.\d+\S*) #.*$", RegexOptions.Multiline)]
    private static partial Regex UnameLine();

    [GeneratedRegex(@"^Linux (?<kernel>\S+) \((?<host>[\w.-]+)\)", RegexOptions.Multiline)]
    private static partial Regex IostatHead();

    [GeneratedRegex("\"nodename\": \"(?<host>[\\w.-]+)\"")]
    private static partial Regex IostatJson();

    [GeneratedRegex("\"release\": \"(?<kernel>[^\"]+)\"")]
    private static partial Regex IostatJsonRelease();

    [GeneratedRegex(@"^# hostname : (?<host>[\w.-]+)", RegexOptions.Multiline)]
    private static partial Regex PerfHead();
}
