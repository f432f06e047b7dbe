namespace NotebookKit.Tests.Diagnosis;

/// <summary>Labelled stretches of the recordings, and made-up ones whose answer is known.</summary>
internal static class LabelledRows
{
    private static readonly Lazy<FeatureRow[]> TraceRows = new(() => Read("btrace.txt"));
    private static readonly Lazy<FeatureRow[]> PerfRows = new(() => Read("perf-block.script.txt"));

    /// <summary>Stretches of every recording's blktrace capture, labelled by what the drive can show.</summary>
    public static FeatureRow[] OfTraces => TraceRows.Value;

    /// <summary>Stretches of every recording's perf capture: another run of the same scenario, without Q.</summary>
    public static FeatureRow[] OfPerf => PerfRows.Value;

    /// <summary>Rows of two classes that differ in one feature: the deeper the queue, the likelier "deep".</summary>
    public static FeatureRow[] Separable(int recordings = 6, int stretches = 8, int seed = 7)
    {
        var random = new Random(seed);
        return
        [
            .. from recording in Enumerable.Range(0, recordings)
            from stretch in Enumerable.Range(0, stretches)
            let deep = recording % 2 == 1
            select Row(
                $"r{recording}",
                deep ? "deep" : "shallow",
                stretch,
                ("depth_mean", (deep ? 40 : 1) + random.NextDouble()),
                ("busy_share", 0.5 + (0.1 * random.NextDouble()))
            ),
        ];
    }

    /// <summary>A row with every feature that the classifier uses, 0.5 where not said otherwise.</summary>
    public static FeatureRow Row(string recording, string? label, int window, params (string Feature, double Value)[] values) =>
        new()
        {
            Recording = recording,
            Label = label,
            Window = window,
            FromNs = window * 1_000_000_000L,
            WidthNs = 1_000_000_000,
            Bios = 100,
            Requests = 100,
            Values =
            [
                .. Features.All.Select(feature =>
                    values.FirstOrDefault(value => value.Feature == feature.Name) is { Feature: not null } set ? set.Value
                    : feature.Name == "unmatched_share" ? 0
                    : (double?)0.5
                ),
            ],
        };

    private static FeatureRow[] Read(string capture) =>
        [
            .. RepositoryFolder
                .Recordings(capture)
                .SelectMany(name =>
                    Features
                        .Of(
                            BlockTrace.Open(RepositoryFolder.File(name, capture)),
                            Classifier.Stretch,
                            recording: name,
                            label: DriveClass.Of(Recording.Open(Path.Combine(RepositoryFolder.Data, name)).Label)
                        )
                        .Rows
                ),
        ];
}
