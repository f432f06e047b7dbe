namespace NotebookKit.Kernels;

/// <summary>The releases of Linus Torvalds' tree, for where no kernel tree is at hand to ask.</summary>
/// <remarks>Source: the tags of git.kernel.org, linux.git. Majors are closed once the
/// next one began; from 6 on the list may lack the newest.</remarks>
internal static class KernelReleases
{
    private static readonly (int Major, int Last)[] Majors = [(3, 19), (4, 20), (5, 19), (6, 19)];

    /// <summary>The releases from 3.0 on, oldest first.</summary>
    public static IReadOnlyList<KernelVersion> Known { get; } =
    [
        .. Majors.SelectMany(major =>
            Enumerable.Range(0, major.Last + 1).Select(minor => KernelVersion.Parse(FormattableString.Invariant($"v{major.Major}.{minor}")))
        ),
    ];

    /// <summary>The releases among the tags of a tree, oldest first, as <c>git tag</c> prints them.</summary>
    /// <param name="tags">One tag a line; those that are no version are left out.</param>
    /// <param name="candidates">True to keep release candidates too.</param>
    public static IReadOnlyList<KernelVersion> OfTags(IEnumerable<string> tags, bool candidates = false) =>
        [
            .. tags.Where(tag => tag.StartsWith('v'))
                .Select(KernelVersion.TryParse)
                .OfType<KernelVersion>()
                .Where(version => version.Source == KernelSource.Mainline && (candidates || version.Candidate is null))
                .Order(),
        ];
}
