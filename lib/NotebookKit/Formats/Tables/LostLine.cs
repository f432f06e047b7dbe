using System.Globalization;

namespace NotebookKit.Formats;

/// <summary>How tools of eBPF say that their buffer was full: bcc "Possibly lost 37 samples", libbpf's "lost 12 events on CPU #3",
/// bpftrace "Lost 1234 events".</summary>
internal static class LostLine
{
    /// <returns>How many were lost; null where the line says something else.</returns>
    public static long? Of(ReadOnlySpan<string> words)
    {
        words = words.Length > 0 && words[0] == "Possibly" ? words[1..] : words;
        return
            words is ["lost" or "Lost", var count, "samples" or "events" or "event" or "sample", ..]
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long lost)
            ? lost
            : null;
    }
}
