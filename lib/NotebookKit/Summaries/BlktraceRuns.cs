using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>Finds out which devices' files in one folder are of one run of blktrace: then
/// they are one trace, in which bios can be followed from layer to layer.</summary>
internal static class BlktraceRuns
{
    /// <summary>Sorts the captures of one folder.</summary>
    /// <param name="captures">The per-CPU files, device by device.</param>
    /// <returns>The files of each run; runs at different times stay apart, since rates over the time between would be nobody's.</returns>
    public static IEnumerable<(string Name, PileFile[] Files)> Of(IReadOnlyList<PileFile[]> captures)
    {
        if (captures.Count == 1)
        {
            return [(BlktraceFiles.StemOf(captures[0][0].Name), captures[0])];
        }

        var runs = new List<(List<PileFile[]> Devices, DateTime From, DateTime To)>();
        var apart = new List<PileFile[]>();
        foreach (
            (PileFile[] device, (DateTime From, DateTime To) span) in captures
                .Select(device => (device, Span: SpanOf(device)))
                .Where(device => device.Span is not null)
                .Select(device => (device.device, device.Span!.Value))
                .OrderBy(device => device.Value.From)
        )
        {
            if (runs.Count > 0 && span.From <= runs[^1].To)
            {
                runs[^1].Devices.Add(device);
                runs[^1] = (runs[^1].Devices, runs[^1].From, span.To > runs[^1].To ? span.To : runs[^1].To);
            }
            else
            {
                runs.Add(([device], span.From, span.To));
            }
        }

        // What cannot be read, or tells no time, says so by itself; a device without any I/O tells nothing.
        apart.AddRange(
            captures
                .Except(runs.SelectMany(run => run.Devices))
                .Where(device => device.Any(file => new FileInfo(file.Path).Length > LongestWithoutEvents))
        );
        string folder = Path.GetDirectoryName(captures[0][0].Name) is { Length: > 0 } name ? name : "";
        return
        [
            .. runs.Select(run =>
                (
                    run.Devices.Count > 1 && runs.Count == 1 && folder.Length > 0
                        ? folder
                        : string.Join(", ", run.Devices.Select(device => BlktraceFiles.StemOf(device[0].Name))),
                    (PileFile[])[.. run.Devices.SelectMany(device => device)]
                )
            ),
            .. apart.Select(device => (BlktraceFiles.StemOf(device[0].Name), device)),
        ];
    }

    // A device that was traced and had no I/O leaves the time record and a few names.
    private const int LongestWithoutEvents = 1024;

    private static (DateTime From, DateTime To)? SpanOf(PileFile[] files)
    {
        try
        {
            (DateTime? start, long? from, long to) = (null, null, 0);
            BlktraceBinary.Stream(
                files.Select(file => file.Path),
                chunk =>
                {
                    start ??= chunk.StartUtc;
                    from ??= chunk.TimeNs[0];
                    to = chunk.TimeNs[^1];
                }
            );
            return start is { } begun && from is { } first ? (begun.AddTicks(first / 100), begun.AddTicks(to / 100)) : null;
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }
}
