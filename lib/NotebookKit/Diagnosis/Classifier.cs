using System.Collections.Concurrent;
using NotebookKit.Diagnosis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>Tells causes apart by the features of a stretch of a trace, after labelled
/// recordings; says why, and refuses where evidence is missing.</summary>
/// <remarks>
/// Multinomial logistic regression on standardised features, fitted by ML.NET (<c>LbfgsMaximumEntropy</c>) and judged by our own arithmetic
/// on the table of its weights (<see cref="Weights"/>), so that a classifier read from a file needs no ML.NET to judge. Classes weigh
/// alike, and within a class its recordings, so that a long recording does not outvote a short one. A stretch that lacks features (no Q was
/// traced, say) is judged by a model fitted without them; nothing is made up for it. Probabilities are softened by one temperature (Guo et
/// al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2) that fits recordings left out of the training; by kernels left
/// out, each class has an offset beside it (<see cref="SetCalibration"/>).
/// </remarks>
public sealed partial class Classifier
{
    private readonly FeatureRow[] _rows;
    private readonly ConcurrentDictionary<FeatureSet, ClassifierModel> _models = new();
    private readonly Dictionary<FeatureSet, SetCalibration> _calibrations = [];
    private readonly FittedModels _fitted;

    internal Classifier(FeatureRow[] rows, ClassifierOptions options, FittedModels? fitted = null)
    {
        (_rows, Options, _fitted) = (rows, options, fitted ?? new FittedModels());
        Classes = [.. rows.Select(row => row.Label!).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The features that the classifier may use: those whose <see cref="Feature.LeftOutBecause"/> is null.</summary>
    internal static IReadOnlyList<Feature> Used { get; } = [.. Features.All.Where(feature => feature.LeftOutBecause is null)];

    /// <summary>The options.</summary>
    internal ClassifierOptions Options { get; }

    /// <summary>The classes, in order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The training rows: labelled, and with enough requests.</summary>
    public IReadOnlyList<FeatureRow> TrainedOn => _rows;

    /// <summary>The temperature that probabilities are softened by: 1 leaves them, more makes them less sure.</summary>
    /// <remarks>1 where no class has two recordings, and so nothing can be left out.</remarks>
    public double Temperature { get; private set; } = 1;

    /// <summary>The stretches of left-out recordings, or kernels, that the temperature was fitted to; 0 where none.</summary>
    public int CalibratedOn { get; private set; }

    /// <summary>The distance beyond which no class is named, for stretches that have every feature: see
    /// <see cref="ClassifierOptions.MostDistance"/>.</summary>
    /// <remarks>
    /// The tenth percentile of the distances between each training row and the nearest one of another class. A new stretch farther off
    /// than that is as far from what it resembles as classes are from one another.
    /// </remarks>
    public double MostDistance => ModelOf(FeatureSet.Whole).MostDistance;

    /// <summary>The stretch that the classifier was made for: long enough that a stall every two seconds falls into each.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromSeconds(2);

    /// <summary>Trains a classifier.</summary>
    /// <param name="rows">Stretches of labelled recordings; those without label, or with
    /// too few requests to be judged, are left out.</param>
    /// <exception cref="ArgumentException">Fewer than two classes remain.</exception>
    public static Classifier Train(IEnumerable<FeatureRow> rows) => Train(rows, null);

    /// <summary>The same, and how.</summary>
    internal static Classifier Train(IEnumerable<FeatureRow> rows, ClassifierOptions? options, bool calibrate = true) =>
        TrainBeside(new FittedModels(), rows, options, calibrate);

    /// <summary>Trains one of several that leave out some of the same rows.</summary>
    /// <param name="fitted">The models that were fitted for the others.</param>
    /// <param name="rows">As above.</param>
    /// <param name="options">As above.</param>
    /// <param name="calibrate">As above.</param>
    internal static Classifier TrainBeside(
        FittedModels fitted,
        IEnumerable<FeatureRow> rows,
        ClassifierOptions? options,
        bool calibrate = true
    )
    {
        ClassifierOptions chosen = options ?? new ClassifierOptions();
        // In one order, whatever order they came in: the fit adds in single precision.
        FeatureRow[] usable =
        [
            .. rows.Where(row => row.Label is not null && row.Requests >= chosen.FewestRequests)
                .OrderBy(row => row.Label, StringComparer.Ordinal)
                .ThenBy(row => row.Recording, StringComparer.Ordinal)
                .ThenBy(row => row.FromNs)
                .ThenBy(row => row.Window),
        ];
        var made = new Classifier(usable, chosen, fitted);
        if (made.Classes.Count < 2)
        {
            throw new ArgumentException(
                $"a classifier needs labelled stretches of at least two classes, with {chosen.FewestRequests} requests each; there are {made.Classes.Count} classes",
                nameof(rows)
            );
        }

        if (calibrate)
        {
            made.Calibrate();
        }

        return made;
    }

    /// <summary>Judges one stretch.</summary>
    public Verdict Judge(FeatureRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        List<string> refusals = [.. Missing(row)];
        if (FeatureSet.Of(row) is not { } set)
        {
            string[] absent = [.. Used.Where(feature => row[feature.Name] is null).Select(feature => feature.Name)];
            return new Verdict
            {
                Row = row,
                Refusals = [.. refusals, $"too few features are known: {string.Join(", ", absent)} are absent"],
            };
        }

        ClassifierModel model = ModelOf(set);
        double[] x = model.Scaling.Apply(row);
        double[] probabilities = ClassifierModel.Probabilities(
            model.Scores(x),
            CalibrationOf(set)?.Temperature ?? Temperature,
            CalibrationOf(set)?.Offsets
        );
        (string Class, double Probability)[] ranked =
        [
            .. Classes.Zip(probabilities).OrderByDescending(entry => entry.Second).ThenBy(entry => entry.First, StringComparer.Ordinal),
        ];
        (double distance, FeatureRow nearest) = model.Nearest(x);
        if (distance > model.MostDistance)
        {
            refusals.Add(
                FormattableString.Invariant(
                    $"unlike anything trained on (distance {distance:0.00} to {nearest.Recording}, at most {model.MostDistance:0.00})"
                )
            );
        }

        refusals.AddRange(
            model
                .Scaling.NeverSeen(row)
                .Select(never =>
                    FormattableString.Invariant(
                        $"{never.Feature.Name} never changed in training and is {ThreeDigits.Text(never.Value)} here"
                    )
                )
        );

        if (TrainingRows.Lacks(row, ranked[0].Class) is { } lacks)
        {
            refusals.Add($"like {ranked[0].Class}, but {lacks}");
        }

        if (ranked[0].Probability < LeastProbability(set, ranked[0].Class))
        {
            refusals.Add(
                FormattableString.Invariant(
                    $"undecided ({ranked[0].Class} {ranked[0].Probability * 100:0} %, {ranked[1].Class} {ranked[1].Probability * 100:0} %)"
                )
            );
        }

        return new Verdict
        {
            Row = row,
            Refusals = refusals,
            Likeliest = ranked[0].Class,
            Probability = ranked[0].Probability,
            Probabilities = ranked,
            Distance = distance,
            Nearest = nearest.Recording,
            Without = [.. Used.Where(feature => !set.Places.Contains(Features.IndexOf(feature.Name))).Select(feature => feature.Name)],
            Contributions = model.Contributions(row, x, IndexOf(ranked[0].Class), IndexOf(ranked[1].Class)),
        };
    }

    /// <summary>Judges every stretch of a trace: the drive, that is. Where bios fail in
    /// layers above it, no stretch is called healthy.</summary>
    public IReadOnlyList<Verdict> Judge(WindowFeatures windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return
        [
            .. windows
                .Rows.Select(Judge)
                .Select(verdict =>
                    windows.FailedAbove is { } failed && verdict.Named == DriveClass.Healthy
                        ? verdict with
                        {
                            Refusals = [$"the drive looks healthy, but {failed}"],
                        }
                        : verdict
                ),
        ];
    }

    private int IndexOf(string label) => Classes.Index().First(entry => entry.Item == label).Index;

    private IEnumerable<string> Missing(FeatureRow row)
    {
        if (row.Requests < Options.FewestRequests)
        {
            yield return FormattableString.Invariant($"only {row.Requests} requests (at least {Options.FewestRequests})");
        }

        if (row["unmatched_share"] > Options.MostUnmatched)
        {
            yield return FormattableString.Invariant(
                $"{row["unmatched_share"] * 100:0} % of the requests have no completion: the trace is cut short, or events were lost"
            );
        }
    }

    // Fitted when first asked for: most captures need one set, at most two.
    private ClassifierModel ModelOf(FeatureSet set) =>
        _models.GetOrAdd(set, one => _fitted.Of(ClassifierModel.Fitting(_rows, one), one, Classes, OptionsOf(one)));

    private ClassifierFit Fit(FeatureSet set) => new(ClassifierModel.Fitting(_rows, set), set, Classes, OptionsOf(set));

    private ClassifierOptions OptionsOf(FeatureSet set) =>
        CalibrationOf(set) is { } calibration ? Options with { MostDistance = Options.MostDistance ?? calibration.MostDistance } : Options;

    // As sure as it must be of a class that was named wrongly in kernels left out.
    private double LeastProbability(FeatureSet set, string label) =>
        CalibrationOf(set)?.LeastProbabilities[IndexOf(label)] ?? Options.LeastProbability;

    /// <summary>What kernels left out say of a set; null where none were.</summary>
    internal SetCalibration? CalibrationOf(FeatureSet set) => _calibrations.GetValueOrDefault(set);

    // Leaves out one kernel after another where there are three, else one recording after another of those whose class stays represented.
    private void Calibrate()
    {
        string?[] kernels = [.. _rows.Select(KernelSeries).Distinct()];
        if (kernels.Length >= 3 && !kernels.Contains(null))
        {
            foreach (FeatureSet set in FeatureSet.All)
            {
                Held[] held =
                [
                    .. kernels.OfType<string>().Order(StringComparer.Ordinal).SelectMany(kernel => LeaveOut(set, KernelSeries, kernel)),
                ];
                _calibrations[set] = Calibration(held);
                CalibratedOn = set == FeatureSet.Whole ? held.Length : CalibratedOn;
            }

            Temperature = _calibrations[FeatureSet.Whole].Temperature;
            return;
        }

        Held[] left = [.. Represented(_rows).SelectMany(recording => LeaveOut(FeatureSet.Whole, row => row.Recording, recording))];
        (CalibratedOn, Temperature) = (
            left.Length,
            left.Length == 0 ? 1 : SetCalibration.Softening([.. left.Select(one => (one.Scores, one.Class))], new double[Classes.Count])
        );
    }

    private IEnumerable<Held> LeaveOut(FeatureSet set, Func<FeatureRow, string?> by, string left)
    {
        FeatureRow[] rest = ClassifierModel.Fitting([.. _rows.Where(row => by(row) != left)], set);
        HashSet<string?> known = [.. rest.Select(row => row.Label)];
        // A class of this kernel alone cannot be held against the others; its rows stay, so that scores keep their places.
        FeatureRow[] fitted = [.. rest, .. _rows.Where(row => !known.Contains(row.Label))];
        ClassifierModel model = _fitted.Of(fitted, set, Classes, Options);
        return ClassifierModel
            .Fitting(_rows, set)
            .Where(row => by(row) == left && known.Contains(row.Label))
            .Select(row =>
            {
                double[] x = model.Scaling.Apply(row);
                return new Held(
                    row,
                    model.Scores(x),
                    IndexOf(row.Label!),
                    model.Nearest(x).Distance,
                    Missing(row).Any() || model.Scaling.NeverSeen(row).Any()
                );
            });
    }

    private SetCalibration Calibration(Held[] held)
    {
        (double temperature, double[] offsets) = SetCalibration.Fit([.. held.Select(one => (one.Scores, one.Class))], Classes.Count);
        double most = Quantiles.At([.. held.Select(one => one.Distance)], 0.9) ?? 0;
        ILookup<int, (double Stated, bool Right)> named = held.Where(one => !one.Refused && one.Distance <= most)
            .Select(one => (Of: ClassifierModel.Probabilities(one.Scores, temperature, offsets), one.Class, one.Row))
            .Select(one => (Named: Array.IndexOf(one.Of, one.Of.Max()), Stated: one.Of.Max(), one.Class, one.Row))
            .Where(one => TrainingRows.Lacks(one.Row, Classes[one.Named]) is null)
            .ToLookup(one => one.Named, one => (one.Stated, one.Named == one.Class));
        return new SetCalibration(
            temperature,
            offsets,
            [.. Enumerable.Range(0, Classes.Count).Select(label => Least([.. named[label]]))],
            most
        );
    }

    // The lowest probability from which on few enough of a class's names are wrong.
    private double Least((double Stated, bool Right)[] held)
    {
        (int named, int wrong, double least) = (0, 0, 1);
        foreach (
            (double stated, bool right) in held.Where(one => one.Stated >= Options.LeastProbability).OrderByDescending(one => one.Stated)
        )
        {
            (named, wrong) = (named + 1, wrong + (right ? 0 : 1));
            least = wrong <= Options.MostWrong * named ? stated : least;
        }

        return wrong <= Options.MostWrong * named ? Options.LeastProbability : least;
    }

    /// <summary>A kernel's series, such as 6.1 of <c>6.1.0-42-amd64</c>; null where none is known.</summary>
    internal static string? KernelSeries(FeatureRow row) =>
        row.Kernel?.Split('.') is [var major, var minor, ..] ? $"{major}.{minor}" : null;

    // One row judged by a model that was trained without its kernel or recording.
    private sealed record Held(FeatureRow Row, double[] Scores, int Class, double Distance, bool Refused);

    /// <summary>The recordings whose class has another recording.</summary>
    internal static IReadOnlyList<string> Represented(IReadOnlyList<FeatureRow> rows) =>
        [
            .. rows.GroupBy(row => row.Label)
                .Where(group => group.Select(row => row.Recording).Distinct().Count() >= 2)
                .SelectMany(group => group.Select(row => row.Recording).Distinct())
                .Order(StringComparer.Ordinal),
        ];
}
