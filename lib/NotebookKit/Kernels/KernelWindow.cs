using NotebookKit.Display;
using NotebookKit.Kernels;

namespace NotebookKit;

/// <summary>The kernels tried so far, the range that is left, and the version to try next.</summary>
/// <remarks>
/// The defect is taken to be in every version up to some one and in none after it, so two trials bound where the fix came. A window never
/// changes: each trial gives a new one.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class KernelWindow : ITabled
{
    private readonly IReadOnlyList<KernelVersion> _releases;

    private KernelWindow(IReadOnlyList<KernelTrial> trials, IReadOnlyList<KernelVersion> releases) =>
        (Trials, _releases) = (trials, releases);

    /// <summary>Reads a window that was written to be judged on another day.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or none of these.</exception>
    public static KernelWindow Open(string path) => KernelWindowFile.Read(path);

    /// <summary>A window without trials.</summary>
    /// <param name="releases">The versions that can be tried, such as those of
    /// <see cref="KernelReleases.OfTags"/>; null for <see cref="KernelReleases.Known"/>.</param>
    public static KernelWindow Of(IReadOnlyList<KernelVersion>? releases = null) =>
        new([], [.. (releases ?? KernelReleases.Known).Order()]);

    /// <summary>The kernels tried, by version.</summary>
    public IReadOnlyList<KernelTrial> Trials { get; }

    /// <summary>The newest kernel that shows the defect, with none after it that does; null where none was found yet.</summary>
    public KernelVersion? LastBad => Trials.LastOrDefault(trial => trial.Verdict == KernelVerdict.Bad)?.Version;

    /// <summary>The oldest good kernel after <see cref="LastBad"/>; null where none was found yet.</summary>
    public KernelVersion? FirstGood =>
        Trials
            .FirstOrDefault(trial => trial.Verdict == KernelVerdict.Good && (LastBad is null || trial.Version.CompareTo(LastBad) > 0))
            ?.Version;

    /// <summary>Trials that do not fit one change from bad to good, such as a good kernel below a bad one.</summary>
    public IReadOnlyList<string> Contradictions =>
        [
            .. Trials
                .Where(trial => trial.Verdict == KernelVerdict.Good && LastBad is not null && trial.Version.CompareTo(LastBad) <= 0)
                .Select(trial =>
                    $"{trial.Version.Text} is good although {LastBad!.Text}, which is not older, is bad: a backport, a regression in between, or a wrong verdict"
                ),
        ];

    /// <summary>The range that is left, such as <c>(4.4, 4.6]</c>: the fix came after the first and not after the second.</summary>
    public string Range => $"({LastBad?.Upstream ?? "?"}, {FirstGood?.Upstream ?? "?"}]";

    /// <summary>The same range for git, such as <c>v4.4..v4.6</c>; null while one end is unknown.</summary>
    public string? GitRange => LastBad is { } bad && FirstGood is { } good ? $"{bad.Tag}..{good.Tag}" : null;

    /// <summary>The versions inside the range that were not tried.</summary>
    public IReadOnlyList<KernelVersion> Untried =>
        [
            .. _releases.Where(version =>
                (LastBad is null || version.CompareTo(LastBad) > 0)
                && (FirstGood is null || version.CompareTo(FirstGood) < 0)
                && !Trials.Any(trial => trial.Version.CompareTo(version) == 0)
            ),
        ];

    /// <summary>The version to try next: the middle of those that are open; null where none is left.</summary>
    public KernelVersion? Next => LastBad is null || FirstGood is null || Untried.Count == 0 ? null : Untried[(Untried.Count - 1) / 2];

    /// <summary>What to do next, in a sentence.</summary>
    public string Advice
    {
        get
        {
            string[] skipped =
            [
                .. Trials
                    .Where(trial => trial.Verdict == KernelVerdict.CannotBoot && Inside(trial.Version))
                    .Select(trial => trial.Version.Upstream),
            ];
            return LastBad is null ? "Find a kernel that shows the defect first."
                : FirstGood is null ? $"Find a kernel after {LastBad.Upstream} without the defect: start with the newest."
                : Next is { } next
                    ? $"Try {next.Upstream}: it halves {Range}, {Untried.Count} version{(Untried.Count == 1 ? "" : "s")} open."
                : $"{(skipped.Length == 0 ? "No version" : $"{string.Join(" and ", skipped)} cannot be tried, so no version")} is left inside {Range}: search its commits, {GitRange}.";
        }
    }

    /// <summary>Writes the trials, so that kernels are tried on one day and judged on another.</summary>
    /// <param name="path">The file.</param>
    /// <param name="asked">What was looked for, in a line.</param>
    public void Save(string path, string asked) => KernelWindowFile.Write(this, asked, path);

    /// <summary>The window with a trial more; one of the same version is replaced.</summary>
    public KernelWindow With(KernelTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new KernelWindow(
            [.. Trials.Where(other => other.Version.Text != trial.Version.Text).Append(trial).OrderBy(other => other.Version)],
            _releases
        );
    }

    /// <summary>The window with a version that cannot be tried.</summary>
    /// <param name="version">The version.</param>
    /// <param name="reason">Why, such as <c>no network driver for this host</c>.</param>
    public KernelWindow Without(string version, string reason) =>
        With(new KernelTrial(KernelVersion.Parse(version), [], KernelVerdict.CannotBoot, reason));

    /// <summary>The trials as a table, the range and the next step below it.</summary>
    public ResultTable ToTable() =>
        ResultTable
            .Of(Trials)
            .Text("kernel", trial => trial.Version.Text)
            .Text("verdict", trial => Word(trial.Verdict))
            .Count("runs", trial => trial.Seconds.Count == 0 ? null : trial.Seconds.Count)
            .Real("median", trial => Quantiles.Median(trial.Seconds.ToArray()), "s")
            .Text(
                "sure",
                trial =>
                    trial.Seconds.Count == 0 ? null
                    : trial.IsSure ? "yes"
                    : "no"
            )
            .Text("basis", trial => trial.Basis)
            .Text("upstream", trial => trial.Version.Upstream)
            .Text("source", trial => Word(trial.Version.Source))
            .Text("package", trial => trial.Package)
            .Titled($"Kernels tried: the fix came in {Range}", string.Join(" ", new[] { Advice }.Concat(Contradictions)));

    /// <summary>The trials on a line of versions with their times, the open range shaded;
    /// a version without a time is a line with a word, and no point.</summary>
    public Figure ToFigure()
    {
        KernelVersion[] places = [.. Trials.Select(trial => trial.Version).Concat(Untried).Order().DistinctBy(version => version.Upstream)];
        double At(KernelVersion version) => Array.FindIndex(places, place => place.CompareTo(version) == 0);
        IEnumerable<Series> traces = Marked
            .Select(mark =>
                (mark.Verdict, mark.Color, Some: Trials.Where(trial => trial.Verdict == mark.Verdict && trial.Seconds.Count > 0).ToArray())
            )
            .Where(mark => mark.Some.Length > 0)
            .Select(mark =>
                Dots(
                    Word(mark.Verdict),
                    mark.Color,
                    mark.Some.Select(trial =>
                        (
                            At(trial.Version),
                            Quantiles.Median(trial.Seconds.ToArray())!.Value,
                            $"{trial.Version.Text}: {Word(trial.Verdict)}, {trial.Basis}"
                        )
                    )
                )
            );
        IEnumerable<Mark> untimed = Trials
            .Where(trial => trial.Seconds.Count == 0)
            .Select(trial => (trial.Version, Says: Word(trial.Verdict) + (trial.Verdict == KernelVerdict.CannotBoot ? "" : ", not timed")))
            .Concat(Next is { } next ? [(next, "try next")] : [])
            .Select(one => new ReferenceLine(At(one.Item1), true, one.Item2));

        return new Figure
        {
            Layout = new FigureLayout
            {
                Title = $"Kernels tried: the fix came in {Range}",
                Subtitle = Advice,
                Width = 880,
                Height = 320,
            },
            Panels =
            [
                new Panel
                {
                    X = new Axis { Title = "kernel, by upstream version", Categories = [.. places.Select(place => place.Upstream)] },
                    Y = new Axis
                    {
                        Title = "median time",
                        Unit = "s",
                        Log = true,
                    },
                    Series = [.. traces],
                    Marks =
                    [
                        .. LastBad is { } bad && FirstGood is { } good
                            ? [new ShadedSpan(At(bad), At(good), true, $"the fix came in {Range}")]
                            : Array.Empty<Mark>(),
                        .. untimed,
                    ],
                },
            ],
        };
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static readonly (KernelVerdict Verdict, string Color)[] Marked =
    [
        (KernelVerdict.Bad, "#d55e00"),
        (KernelVerdict.Good, "#009e73"),
        (KernelVerdict.Unclear, "#e09400"),
    ];

    private static PointSeries Dots(string name, string color, IEnumerable<(double X, double Y, string Text)> dots) =>
        new()
        {
            Name = name,
            Color = color,
            Mode = ScatterMode.Markers,
            X = [.. dots.Select(dot => dot.X)],
            Y = [.. dots.Select(dot => dot.Y)],
            Text = [.. dots.Select(dot => dot.Text)],
        };

    private bool Inside(KernelVersion version) =>
        LastBad is { } bad && FirstGood is { } good && version.CompareTo(bad) > 0 && version.CompareTo(good) < 0;

    private static string Word(KernelVerdict verdict) =>
        verdict switch
        {
            KernelVerdict.Bad => "bad",
            KernelVerdict.Good => "good",
            KernelVerdict.CannotBoot => "cannot be tried",
            _ => "unclear",
        };

    private static string Word(KernelSource source) =>
        source switch
        {
            KernelSource.Mainline => "mainline",
            KernelSource.Ubuntu => "Ubuntu",
            KernelSource.UbuntuMainlineBuild => "Ubuntu's mainline build",
            KernelSource.Debian => "Debian",
            _ => "own build",
        };
}
