using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Tells causes apart by the features of a stretch of a trace, after labelled recordings; says why, and refuses where evidence is missing.</summary>
/// <remarks>
/// Multinomial logistic regression on standardised features. Classes weigh alike, and within a class its recordings, so that a long
/// recording does not outvote a short one. A stretch that lacks features (no Q was traced, say) is judged by a model fitted without them;
/// nothing is made up for it. Probabilities are softened by one temperature (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017,
/// section 4.2) that fits recordings left out of the training.
/// </remarks>
public sealed class Classifier
{
    private readonly FeatureRow[] _rows;
    private readonly Dictionary<string, Model> _models = [];

    private Classifier(FeatureRow[] rows, ClassifierOptions options)
    {
        (_rows, Options) = (rows, options);
        Classes = [.. rows.Select(row => row.Label!).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The features that the classifier may use: those whose <see cref="Feature.LeftOutBecause"/> is null.</summary>
    public static IReadOnlyList<Feature> Used { get; } = [.. Features.All.Where(feature => feature.LeftOutBecause is null)];

    /// <summary>The options.</summary>
    public ClassifierOptions Options { get; }

    /// <summary>The classes, in order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The training rows: labelled, and with enough requests.</summary>
    public IReadOnlyList<FeatureRow> TrainedOn => _rows;

    /// <summary>The temperature that probabilities are softened by: 1 leaves them, more makes them less sure.</summary>
    /// <remarks>1 where no class has two recordings, and so nothing can be left out.</remarks>
    public double Temperature { get; private set; } = 1;

    /// <summary>The stretches of left-out recordings that the temperature was fitted to; 0 where none.</summary>
    public int CalibratedOn { get; private set; }

    /// <summary>The distance beyond which no class is named, for stretches that have every feature: see <see cref="ClassifierOptions.MostDistance"/>.</summary>
    /// <remarks>
    /// The tenth percentile of the distances between each training row and the nearest one of another class. A new stretch farther off
    /// than that is as far from what it resembles as classes are from one another.
    /// </remarks>
    public double MostDistance => ModelOf([.. UsedPlaces]).MostDistance;

    /// <summary>The stretch that the classifier was made for: long enough that a stall every two seconds falls into each.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromSeconds(2);

    private static IEnumerable<int> UsedPlaces => Features.All.Index().Where(entry => entry.Item.LeftOutBecause is null).Select(entry => entry.Index);

    /// <summary>Trains a classifier.</summary>
    /// <param name="rows">Stretches of labelled recordings; those without label, or with too few requests to be judged, are left out.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="calibrate">False leaves the temperature at 1, which saves most of the time.</param>
    /// <exception cref="ArgumentException">Fewer than two classes remain.</exception>
    public static Classifier Train(IEnumerable<FeatureRow> rows, ClassifierOptions? options = null, bool calibrate = true)
    {
        ClassifierOptions chosen = options ?? new ClassifierOptions();
        FeatureRow[] usable = [.. rows.Where(row => row.Label is not null && row.Requests >= chosen.FewestRequests)];
        var made = new Classifier(usable, chosen);
        if (made.Classes.Count < 2)
        {
            throw new ArgumentException($"a classifier needs labelled stretches of at least two classes, with {chosen.FewestRequests} requests each; there are {made.Classes.Count} classes", nameof(rows));
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
        Model? model = ModelFor(row);
        if (model is null)
        {
            return new Verdict { Row = row, Refusals = [.. refusals, "fewer than half of the features are known"] };
        }

        double[] x = model.Scaling.Apply(row);
        double[] probabilities = SoftmaxRegression.Probabilities(model.Scores(x), Temperature);
        (string Class, double Probability)[] ranked = [.. Classes.Zip(probabilities).OrderByDescending(entry => entry.Second).ThenBy(entry => entry.First, StringComparer.Ordinal)];
        (double distance, FeatureRow nearest) = model.Nearest(x);
        if (distance > model.MostDistance)
        {
            refusals.Add(FormattableString.Invariant($"unlike anything trained on (distance {distance:0.00} to {nearest.Recording}, at most {model.MostDistance:0.00})"));
        }

        refusals.AddRange(model.Scaling.NeverSeen(row).Select(never => FormattableString.Invariant($"{never.Feature.Name} never changed in training and is {never.Value:0.###} here")));

        if (ranked[0].Probability < Options.LeastProbability)
        {
            refusals.Add(FormattableString.Invariant($"undecided ({ranked[0].Class} {ranked[0].Probability * 100:0} %, {ranked[1].Class} {ranked[1].Probability * 100:0} %)"));
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
            Without = [.. Used.Where(feature => row[feature.Name] is null).Select(feature => feature.Name)],
            Contributions = model.Contributions(row, x, IndexOf(ranked[0].Class), IndexOf(ranked[1].Class)),
        };
    }

    /// <summary>Judges every stretch of a trace.</summary>
    public IReadOnlyList<Verdict> Judge(WindowFeatures windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return [.. windows.Rows.Select(Judge)];
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
            yield return FormattableString.Invariant($"{row["unmatched_share"] * 100:0} % of the requests have no completion: the trace is cut short, or events were lost");
        }
    }

    private Model? ModelFor(FeatureRow row)
    {
        int[] known = [.. UsedPlaces.Where(place => row.Values[place] is not null)];
        return known.Length * 2 < Used.Count ? null : ModelOf(known);
    }

    // One model for each set of features that a row can lack; usually one or two.
    private Model ModelOf(int[] features)
    {
        string key = string.Join(",", features);
        if (!_models.TryGetValue(key, out Model? model))
        {
            _models.Add(key, model = new Model(_rows, Classes, features, Options));
        }

        return model;
    }

    // Leaves out one recording after another of those whose class stays represented.
    private void Calibrate()
    {
        var held = new List<(double[] Scores, int Class)>();
        double[] start = ModelOf([.. UsedPlaces]).Parameters;
        foreach (string recording in Represented(_rows))
        {
            FeatureRow[] rest = [.. _rows.Where(row => row.Recording != recording)];
            var model = new Model(rest, Classes, [.. UsedPlaces], Options, start);
            held.AddRange(_rows.Where(row => row.Recording == recording).Select(row => (model.Scores(model.Scaling.Apply(row)), IndexOf(row.Label!))));
        }

        CalibratedOn = held.Count;
        if (held.Count > 0)
        {
            // The loss is convex in 1/T, so thirds of the range close in on its minimum.
            (double low, double high) = (Math.Log(0.25), Math.Log(16));
            while (high - low > 1e-6)
            {
                double a = low + ((high - low) / 3);
                double b = high - ((high - low) / 3);
                (low, high) = Loss(Math.Exp(a)) < Loss(Math.Exp(b)) ? (low, b) : (a, high);
            }

            Temperature = Math.Exp((low + high) / 2);
        }

        double Loss(double temperature) => held.Sum(entry => -Math.Log(Math.Max(1e-300, SoftmaxRegression.Probabilities(entry.Scores, temperature)[entry.Class])));
    }

    /// <summary>The recordings whose class has another recording.</summary>
    internal static IReadOnlyList<string> Represented(IReadOnlyList<FeatureRow> rows) =>
    [
        .. rows.GroupBy(row => row.Label).Where(group => group.Select(row => row.Recording).Distinct().Count() >= 2)
            .SelectMany(group => group.Select(row => row.Recording).Distinct()).Order(StringComparer.Ordinal),
    ];

    private sealed class Model
    {
        private readonly FeatureRow[] _rows;
        private readonly SoftmaxRegression _regression;
        private readonly double[][] _scaled;
        private readonly int _classes;

        public Model(FeatureRow[] rows, IReadOnlyList<string> classes, int[] features, ClassifierOptions options, double[]? start = null)
        {
            _rows = rows;
            _classes = classes.Count;
            double[] weights = Weights(rows);
            Scaling = new FeatureScaling(rows, weights, features);
            _scaled = [.. rows.Select(Scaling.Apply)];
            Dictionary<string, int> index = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
            _regression = new SoftmaxRegression(_scaled, [.. rows.Select(row => index[row.Label!])], weights, classes.Count, options.L2);
            Parameters = _regression.Fit(start);
            MostDistance = options.MostDistance ?? Quantiles.At([.. rows.Select((row, i) => _scaled.Where((_, other) => rows[other].Label != row.Label).Min(other => Distance(_scaled[i], other)))], 0.1) ?? 0;
        }

        public double MostDistance { get; }

        public FeatureScaling Scaling { get; }

        public double[] Parameters { get; }

        public double[] Scores(double[] x)
        {
            var scores = new double[_classes];
            _regression.Scores(Parameters, x, scores);
            return scores;
        }

        public (double Distance, FeatureRow Row) Nearest(double[] x) => _scaled.Zip(_rows)
            .Select(entry => (Distance(entry.First, x), entry.Second)).MinBy(entry => entry.Item1);

        private static double Distance(double[] a, double[] b)
        {
            double sum = 0;
            for (int j = 0; j < a.Length; j++)
            {
                sum += (a[j] - b[j]) * (a[j] - b[j]);
            }

            return Math.Sqrt(sum / a.Length);
        }

        public IReadOnlyList<Contribution> Contributions(FeatureRow row, double[] x, int first, int second) =>
        [
            .. Scaling.Used.Select((feature, j) => new Contribution(
                Features.All[feature], row.Values[feature], x[j], Parameters[(first * _regression.Stride) + j] - Parameters[(second * _regression.Stride) + j]))
                .OrderByDescending(item => Math.Abs(item.Adds)).ThenBy(item => item.Feature.Name, StringComparer.Ordinal),
        ];

        // Each class the same, in it each recording the same, in it each stretch the same.
        private static double[] Weights(FeatureRow[] rows)
        {
            int classes = rows.Select(row => row.Label).Distinct().Count();
            Dictionary<string, int> recordings = rows.GroupBy(row => row.Label!).ToDictionary(group => group.Key, group => group.Select(row => row.Recording).Distinct().Count());
            Dictionary<(string, string), int> stretches = rows.GroupBy(row => (row.Label!, row.Recording)).ToDictionary(group => group.Key, group => group.Count());
            return [.. rows.Select(row => 1.0 / classes / recordings[row.Label!] / stretches[(row.Label!, row.Recording)])];
        }
    }
}
