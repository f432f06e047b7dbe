using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What a case holds, chapter by chapter: each is there only where there is evidence for it.</summary>
internal sealed class CaseChapters(Investigation investigation)
{
    // Pictures of more hosts than one reads make a page that nobody does.
    private const int MostDrawn = 4;
    private const int MostNotes = 40;

    private readonly CaseTables _tables = new(investigation);

    /// <summary>Headings, tables and figures, in the order to show them.</summary>
    /// <param name="against">What differs from a good case; null where none was named.</param>
    public IEnumerable<object> All(InvestigationComparison? against)
    {
        yield return new CaseHeading("What was captured", "One row for each capture: what it is, how long it is, and what was lost.");
        yield return _tables.Captured();
        if (against is not null)
        {
            yield return new CaseHeading(
                $"What is other than in {against.Good.Name}?",
                "Settings first, then what changed; the good case is the first column."
            );
            yield return against;
        }

        CaptureSummary[] drawn =
        [
            .. investigation
                .Devices.Select(device => device.Host)
                .Distinct()
                .Select(Of)
                .Concat(investigation.Captures)
                .OfType<CaptureSummary>()
                .Distinct()
                .Take(MostDrawn),
        ];
        foreach (CaptureSummary summary in drawn)
        {
            string of = investigation.Captures.Count > 1 ? $"{summary.Name}: " : "";
            foreach (
                object part in Stack(summary, of).Concat(Queues(summary, of)).Concat(Traced(summary, of)).Concat(Counters(summary, of))
            )
            {
                yield return part;
            }
        }

        if (drawn.Length < investigation.Captures.Count)
        {
            yield return new CaseHeading(
                "Not drawn here",
                $"{investigation.Captures.Count - drawn.Length} of {investigation.Captures.Count} recordings are in the verdict and have no pictures here: open each alone."
            );
        }

        if (_tables.Missing() is { } missing)
        {
            yield return new CaseHeading(
                "What is missing, and what gets it",
                "None of this is known, so nothing is said of it: a missing capture is never health."
            );
            yield return missing;
        }

        if (investigation.Notes.Count > 0)
        {
            yield return new CaseHeading(
                "What was left out",
                $"{investigation.Notes.Count:N0} files or parts of files were not used{(investigation.Notes.Count > MostNotes ? $"; the first {MostNotes}" : "")}."
            );
            yield return CaseTables.Notes([.. investigation.Notes.Take(MostNotes)]);
        }
    }

    private CaptureSummary? Of(string? host) =>
        host is null ? null : investigation.Captures.FirstOrDefault(summary => summary.Name == host);

    private static IEnumerable<object> Stack(CaptureSummary summary, string of)
    {
        if (summary.Stack is { } stack && stack.Trace.Layers.All.Count(layer => layer.SizeIn.Count + layer.SizeOut.Count > 0) > 1)
        {
            yield return new CaseHeading(
                of + "At which layer does the I/O change?",
                "What each layer did to the sizes of the I/O on its way down."
            );
            yield return stack.Trace.LayerPicture(stack.Trace.StackOf(stack.Devices));
        }
        else if (summary.Devices.Devices.Count > 1)
        {
            yield return new CaseHeading(
                of + "What lies on what?",
                "As the host lists its devices; their I/O was not traced layer by layer."
            );
            yield return summary.Devices.ToTable();
        }
    }

    private static IEnumerable<object> Queues(CaptureSummary summary, string of)
    {
        SysfsCapture[] queues = [.. summary.Tables.Select(table => table.Table).OfType<SysfsCapture>()];
        if (queues.Length > 0)
        {
            yield return new CaseHeading(of + "How are the queues set?", "What decides how requests are made.");
        }

        foreach (SysfsCapture sysfs in queues)
        {
            yield return sysfs.ToTable();
        }
    }

    private static IEnumerable<object> Traced(CaptureSummary summary, string of)
    {
        if (summary.Main is not { Trace: { } trace } main || trace.EventCount == 0)
        {
            yield break;
        }

        bool latencies = trace.Phases.All.Count > 0;
        if (latencies)
        {
            yield return new CaseHeading(
                of + "How long does it take?",
                $"By {CaseTables.Short(main.Name)}; each latency says whether it counts bios (Q) or requests (D)."
            );
            yield return trace.LatencyHeatmap();
            yield return trace.Phases.DistinctToTable();
        }

        if (trace.FailedIo.Count > 0)
        {
            yield return new CaseHeading(of + "What failed?", "I/O that came back with an error.");
            yield return trace.FailedIo.ToTable();
        }

        if (trace.Devices.All.Any(device => device.IssuesRequests && device.Requests > 0))
        {
            yield return new CaseHeading(of + "What became of the bios?", "Merged, split, or sent down as they came.");
            foreach (
                TraceDevice device in trace
                    .Devices.All.Where(device => trace.Merges[device.Device] is { Requests: > 0, Bios: > 0 })
                    .OrderByDescending(device => device.Requests)
                    .Take(MostDrawn)
            )
            {
                yield return trace.MergeWaterfall(main.Missed, device.Device);
            }

            yield return trace.Merges.ToTable();
        }

        if (latencies)
        {
            yield return new CaseHeading(
                of + "How much was outstanding?",
                "A standing queue means that somebody waits; an empty one that nobody asked."
            );
            yield return trace.DepthPicture();
        }
    }

    private static IEnumerable<object> Counters(CaptureSummary summary, string of)
    {
        foreach ((string name, IostatCapture counters) in CaseMeans.Counters(summary).Where(one => one.Table.Means.Devices.Count > 0))
        {
            yield return new CaseHeading(
                of + $"What do the counters of {CaseTables.Short(name)} say?",
                counters.Means.SinceBoot
                    ? "One report alone: averages since boot, no rates."
                    : "Means over the intervals in which each device did anything."
            );
            yield return counters.MeansToTable();
            if (CounterLines.Of(counters) is { } lines)
            {
                yield return lines;
            }
        }

        if (CaseTables.SinceBoot(summary) is { } boot)
        {
            yield return new CaseHeading(
                of + "What do the counters say?",
                "One sample of /proc/diskstats: averages since boot, which hide how it was while it was slow."
            );
            yield return boot;
        }
    }
}
