using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>A host of a case beside the same host of a good one.</summary>
/// <param name="Good">The good side.</param>
/// <param name="Here">The case's.</param>
/// <param name="Host">In front of the names of its devices; null where there is one host only.</param>
internal sealed record HostPair(CaptureSummary Good, CaptureSummary Here, string? Host)
{
    /// <summary>Which hosts go together, and which of the case have none to go with.</summary>
    /// <remarks>By the host's own name, else by what the captures are called. A good case of one host is the good one of each.</remarks>
    public static (IReadOnlyList<HostPair> Pairs, IReadOnlyList<string> Alone) Of(Investigation good, Investigation here)
    {
        if (good.Captures.Count == 1 && here.Captures.Count == 1)
        {
            return ([new HostPair(good.Captures[0], here.Captures[0], null)], []);
        }

        var pairs = new List<HostPair>();
        var alone = new List<string>();
        foreach (CaptureSummary host in here.Captures)
        {
            CaptureSummary? other =
                good.Captures.Count == 1
                    ? good.Captures[0]
                    : good.Captures.FirstOrDefault(one => one.Name == host.Name)
                        ?? good.Captures.FirstOrDefault(one => one.HostName is not null && one.HostName == host.HostName);
            if (other is null)
            {
                alone.Add(host.Name);
            }
            else
            {
                pairs.Add(new HostPair(other, host, here.Captures.Count == 1 ? null : host.Name));
            }
        }

        // One host alone may have another name in the good case than here.
        return pairs.Count == 0 && here.Captures.Count == 1 ? ([new HostPair(good.Summary, here.Summary, null)], []) : (pairs, alone);
    }

    /// <summary>A device by its name, its host's in front where there are several.</summary>
    public string? Named(string? device) =>
        Host is null ? device
        : device is null ? Host
        : $"{Host}: {device}";
}
