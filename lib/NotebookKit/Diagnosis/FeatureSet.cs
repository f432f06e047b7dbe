namespace NotebookKit.Diagnosis;

/// <summary>What a trace must hold for a feature to be known.</summary>
[Flags]
internal enum FeatureNeeds
{
    /// <summary>Nothing beyond the trace itself.</summary>
    None = 0,

    /// <summary>Bios queued (Q).</summary>
    Queued = 1,

    /// <summary>Requests issued (D).</summary>
    Issued = 2,

    /// <summary>Completions (C).</summary>
    Completed = 4,
}

/// <summary>The features that one model of the classifier uses: all, or those that remain where a tool did not trace Q, D or C.</summary>
/// <remarks>
/// The sets are fixed, rather than one for whatever a stretch happens to lack, so that a classifier read from its file, which cannot fit
/// another model, judges every stretch as the one that wrote it does.
/// </remarks>
/// <param name="Name">What the stretch holds, for messages.</param>
/// <param name="Places">The features, as places in <see cref="Features.All"/>, ascending.</param>
internal sealed record FeatureSet(string Name, int[] Places)
{
    /// <summary>The sets with at least half of the features, the largest first.</summary>
    public static IReadOnlyList<FeatureSet> All { get; } =
    [
        .. new[]
        {
            ("with every feature", FeatureNeeds.None),
            ("without Q", FeatureNeeds.Queued),
            ("without D", FeatureNeeds.Issued),
            ("without C", FeatureNeeds.Completed),
            ("without Q and D", FeatureNeeds.Queued | FeatureNeeds.Issued),
            ("without Q and C", FeatureNeeds.Queued | FeatureNeeds.Completed),
            ("without D and C", FeatureNeeds.Issued | FeatureNeeds.Completed),
        }
            .Select(entry => new FeatureSet(entry.Item1, Without(entry.Item2)))
            .Where(set => set.Places.Length * 2 >= Classifier.Used.Count)
            .OrderByDescending(set => set.Places.Length),
    ];

    /// <summary>The set with every feature.</summary>
    public static FeatureSet Whole => All[0];

    /// <summary>The largest set of which a row has every feature; null where it has too few for any.</summary>
    public static FeatureSet? Of(FeatureRow row) =>
        All.FirstOrDefault(set => Array.TrueForAll(set.Places, place => row.Values[place] is not null));

    private static int[] Without(FeatureNeeds missing) =>
        [
            .. Features
                .All.Index()
                .Where(entry => entry.Item.LeftOutBecause is null && (Features.NeedsOf(entry.Index) & missing) == 0)
                .Select(entry => entry.Index),
        ];
}
