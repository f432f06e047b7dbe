using NotebookKit.Diagnosis;

namespace NotebookKit;

/// <summary>How a classifier does on recordings that it was not trained on.</summary>
public sealed class Evaluation
{
    private Evaluation(string how, IReadOnlyList<Judged> all) => (How, All) = (how, all);

    /// <summary>How it was judged, for captions.</summary>
    public string How { get; }

    /// <summary>Every stretch judged.</summary>
    public IReadOnlyList<Judged> All { get; }

    /// <summary>Those whose class was trained on.</summary>
    public IReadOnlyList<Judged> Known => [.. All.Where(entry => !entry.Unseen)];

    /// <summary>Those whose class was not.</summary>
    public IReadOnlyList<Judged> Unknown => [.. All.Where(entry => entry.Unseen)];

    /// <summary>Leaves out one recording after another, trains on the others, and judges the one left out.</summary>
    /// <param name="rows">Labelled stretches. Stretches of one recording are never on both sides.</param>
    public static Evaluation LeaveOneRecordingOut(IEnumerable<FeatureRow> rows) => LeaveOneRecordingOut(rows, null);

    /// <summary>The same, and how.</summary>
    internal static Evaluation LeaveOneRecordingOut(IEnumerable<FeatureRow> rows, ClassifierOptions? options)
    {
        FeatureRow[] all = [.. rows.Where(row => row.Label is not null)];
        string[] recordings = [.. all.Select(row => row.Recording).Distinct()];
        return new Evaluation(
            "each recording judged by a classifier that was trained on the others",
            LeaveOut(all, recordings, row => row.Recording, options)
        );
    }

    /// <summary>Leaves out one kernel after another, trains on the others, and judges the one left out.</summary>
    /// <param name="rows">Labelled stretches with their kernels. A boot has one kernel, so its stretches are never on both sides.</param>
    /// <exception cref="ArgumentException">There are fewer than two kernels.</exception>
    public static Evaluation LeaveOneKernelOut(IEnumerable<FeatureRow> rows) => LeaveOneKernelOut(rows, null);

    /// <summary>The same, and how.</summary>
    internal static Evaluation LeaveOneKernelOut(IEnumerable<FeatureRow> rows, ClassifierOptions? options)
    {
        FeatureRow[] all = [.. rows.Where(row => row.Label is not null && Classifier.KernelSeries(row) is not null)];
        string[] kernels = [.. all.Select(row => Classifier.KernelSeries(row)!).Distinct().Order(StringComparer.Ordinal)];
        if (kernels.Length < 2)
        {
            throw new ArgumentException($"leaving kernels out needs stretches of two at least; there are {kernels.Length}", nameof(rows));
        }

        return new Evaluation(
            "each kernel judged by a classifier that was trained on the others",
            LeaveOut(all, kernels, row => Classifier.KernelSeries(row)!, options)
        );
    }

    private static Judged[] LeaveOut(FeatureRow[] all, string[] names, Func<FeatureRow, string> by, ClassifierOptions? options)
    {
        var judged = new Judged[names.Length][];
        var fitted = new FittedModels();

        // The first alone: a host that looks for assemblies in its own way, as .NET
        // Interactive does, loads one twice where two threads ask at once.
        if (names.Length > 0)
        {
            One(0);
            Parallel.For(1, names.Length, One);
        }

        return [.. judged.SelectMany(fold => fold)];

        void One(int i)
        {
            FeatureRow[] rest = [.. all.Where(row => by(row) != names[i])];
            judged[i] = [.. Judge(Classifier.TrainBeside(fitted, rest, options), rest, all.Where(row => by(row) == names[i]))];
        }
    }

    /// <summary>One row for each tool: how many stretches of how many boots were named,
    /// how many wrongly, and how honest the probabilities are.</summary>
    public ResultTable ByTool() => By(row => row.Tool ?? "", "By the tool that traced");

    /// <summary>The same for what each tool traced: with Q events a bio is seen before it is a request.</summary>
    internal ResultTable ByEvents() =>
        By(row => $"{row.Tool}, {(row["size_q_p50"] is null ? "requests alone" : "Q events too")}", "By what was traced");

    private ResultTable By(Func<FeatureRow, string> of, string title)
    {
        Judged[][] tools =
        [
            .. Known
                .GroupBy(entry => of(entry.Verdict.Row))
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];
        static int Wrong(Judged[] group) => group.Count(entry => entry.Verdict.Named is { } named && named != entry.Truth);
        static int Named(Judged[] group) => group.Count(entry => entry.Verdict.Named is not null);
        static double? Percent(double? share) => share is { } known ? Math.Round(known * 1000) / 10 : null;
        return new ResultTable()
            .Text("traced by", tools.Select(group => of(group[0].Verdict.Row)))
            .Count("stretches", tools.Select(group => group.Length))
            .Count("recordings", tools.Select(group => group.Select(entry => entry.Verdict.Row.Recording).Distinct().Count()))
            .Count(
                "boots",
                tools.Select(group => group.Select(entry => (entry.Verdict.Row.Kernel, entry.Verdict.Row.Boot)).Distinct().Count())
            )
            .Count("named", tools.Select(Named))
            .Real("named", tools.Select(group => Percent((double)Named(group) / group.Length)), "%")
            .Count("wrong", tools.Select(Wrong))
            .Real("wrong of named, at most", tools.Select(group => Percent(BinomialBound.Upper(Wrong(group), Named(group)))), "%")
            .Real("calibration error", tools.Select(group => Percent(CalibrationError(group))), "%")
            .Real(
                "of the named",
                tools.Select(group => Percent(CalibrationError([.. group.Where(entry => entry.Verdict.Named is not null)]))),
                "%"
            )
            .Titled(
                $"{title}: {How}",
                "At most: the 95 % upper bound (Clopper and Pearson), as if stretches did not hang together; those of one recording do. "
                    + "Calibration error: stated probability less the share that is right, over ten bands, of the likeliest class, refused stretches included."
            );
    }

    /// <summary>Stated probability less the share that is right, over ten bands, 0 to 1; null where nothing was scored.</summary>
    internal static double? CalibrationError(Judged[] judged)
    {
        Judged[] scored = [.. judged.Where(entry => entry.Verdict.Probability is not null)];
        return scored.Length == 0
            ? null
            : scored
                .GroupBy(entry => Math.Min(9, (int)(entry.Verdict.Probability!.Value * 10)))
                .Sum(band =>
                    Math.Abs(band.Sum(entry => entry.Verdict.Probability!.Value - (entry.Verdict.Likeliest == entry.Truth ? 1 : 0)))
                ) / scored.Length;
    }

    /// <summary>Judges other stretches by a trained classifier.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="rows">Labelled stretches of other captures.</param>
    /// <param name="how">How they differ from what was trained on, for captions.</param>
    public static Evaluation On(Classifier classifier, IEnumerable<FeatureRow> rows, string how)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new Evaluation(how, [.. Judge(classifier, classifier.TrainedOn, rows.Where(row => row.Label is not null))]);
    }

    /// <summary>What was answered for each class, as counts of stretches: the true class down, the answer across.</summary>
    public ResultTable ConfusionMatrix()
    {
        (string[] answers, string[] classes, double[][] counts) = Confusion(share: false);
        ResultTable table = new ResultTable()
            .Text("true class", classes)
            .Count(
                "recordings",
                classes.Select(name =>
                    Known.Where(entry => entry.Truth == name).Select(entry => entry.Verdict.Row.Recording).Distinct().Count()
                )
            );
        foreach ((int column, string answer) in answers.Index())
        {
            table.Count(answer, classes.Select((_, row) => (int)counts[row][column]));
        }

        return table
            .Titled(
                $"What was answered: {How}",
                "Counts stretches; the true class is the recording's. A class that was not trained on is left out here."
            )
            .Keeping();
    }

    /// <summary>The matrix for a picture.</summary>
    /// <param name="share">True gives shares of each true class, 0 to 1; false counts.</param>
    /// <returns>The answers across (insufficient evidence last), the true classes down,
    /// and the cells by row; a cell that never occurred is NaN.</returns>
    public (string[] Answers, string[] Classes, double[][] Cells) Confusion(bool share = true)
    {
        string[] classes = [.. Known.Select(entry => entry.Truth).Distinct().Order(StringComparer.Ordinal)];
        string[] answers =
        [
            .. classes.Concat(Known.Select(entry => entry.Verdict.Named).OfType<string>()).Distinct().Order(StringComparer.Ordinal),
            Verdict.InsufficientEvidence,
        ];
        return (
            answers,
            classes,
            [
                .. classes.Select(truth =>
                {
                    Judged[] of = [.. Known.Where(entry => entry.Truth == truth)];
                    return answers
                        .Select(answer => of.Count(entry => entry.Verdict.Answer == answer))
                        .Select(count =>
                            !share ? count
                            : count == 0 ? double.NaN
                            : (double)count / of.Length
                        )
                        .ToArray();
                }),
            ]
        );
    }

    /// <summary>Precision, recall and F1 of each class, with how many stretches and recordings they rest on.</summary>
    public ResultTable PerClass()
    {
        Score[] scores = [.. Scores(Known, entry => entry.Verdict.Named)];
        return new ResultTable()
            .Text("class", scores.Select(score => score.Class))
            .Count(
                "recordings",
                scores.Select(score =>
                    Known.Where(entry => entry.Truth == score.Class).Select(entry => entry.Verdict.Row.Recording).Distinct().Count()
                )
            )
            .Count("n", scores.Select(score => score.N), "stretches")
            .Count("right", scores.Select(score => score.Right))
            .Count("wrong", scores.Select(score => score.Wrong))
            .Count("refused", scores.Select(score => score.N - score.Right - score.Wrong))
            .Real("precision", scores.Select(score => score.Precision))
            .Real("recall", scores.Select(score => score.Recall))
            .Real("F1", scores.Select(score => score.F1))
            .Titled(
                $"Each class: {How}",
                "Precision: of the stretches named so, the share that is. Recall: of the stretches that are, the share named so; a refusal counts against it. Null where nothing was named, or nothing is."
            )
            .Keeping();
    }

    /// <summary>The classifier beside the baselines, on the same stretches.</summary>
    public ResultTable AgainstBaselines()
    {
        (string Name, Func<Judged, string?> Answer)[] methods =
        [
            ("classifier, refusing where evidence is missing", entry => entry.Verdict.Named),
            ("the same, made to answer", entry => entry.Verdict.Likeliest),
            ("one rule (one feature in four intervals)", entry => entry.OneRule),
            ("majority class", entry => entry.Majority),
        ];
        int n = Known.Count;
        return new ResultTable()
            .Text("method", methods.Select(method => method.Name))
            .Count("answered", methods.Select(method => Known.Count(entry => method.Answer(entry) is not null)), $"of {n} stretches")
            .Count("right", methods.Select(method => Known.Count(entry => method.Answer(entry) == entry.Truth)))
            .Count("wrong", methods.Select(method => Known.Count(entry => method.Answer(entry) is { } answer && answer != entry.Truth)))
            .Real(
                "right of answered",
                methods.Select(method =>
                    Known.Count(entry => method.Answer(entry) is not null) is > 0 and int answered
                        ? 100.0 * Known.Count(entry => method.Answer(entry) == entry.Truth) / answered
                        : (double?)null
                ),
                "%"
            )
            .Real(
                "macro F1",
                methods.Select(method => (double?)Scores(Known, method.Answer).Where(score => score.N > 0).Average(score => score.F1 ?? 0))
            )
            .Titled($"Against baselines: {How}", "Macro F1 is the mean over the classes; a class never named right counts 0.");
    }

    /// <summary>The probabilities stated for the likeliest class beside the share of them that was right.</summary>
    public ResultTable Calibration()
    {
        Judged[] scored = [.. Known.Where(entry => entry.Verdict.Probability is not null)];
        (double From, double To)[] bands = [.. new[] { (0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0) }];
        Judged[] In((double From, double To) band) =>
            [.. scored.Where(entry => entry.Verdict.Probability > band.From && entry.Verdict.Probability <= band.To)];
        bands = [.. bands.Where(band => In(band).Length > 0)];
        return new ResultTable()
            .Text("stated probability", bands.Select(band => FormattableString.Invariant($"{band.From * 100:0} to {band.To * 100:0} %")))
            .Count("n", bands.Select(band => In(band).Length), "stretches")
            .Real("stated, mean", bands.Select(band => Math.Round(In(band).Average(entry => entry.Verdict.Probability!.Value) * 100)), "%")
            .Real(
                "right",
                bands.Select(band => Math.Round(100.0 * In(band).Count(entry => entry.Verdict.Likeliest == entry.Truth) / In(band).Length)),
                "%"
            )
            .Titled(
                $"Are the probabilities honest? {How}",
                "Of the likeliest class, refused stretches included. Stretches of one recording are alike, so n overstates what these shares rest on."
            );
    }

    /// <summary>What was said of recordings whose class was not trained on; the right answer is a refusal.</summary>
    public ResultTable UnseenClasses()
    {
        IGrouping<string, Judged>[] recordings = [.. Unknown.GroupBy(entry => entry.Verdict.Row.Recording)];
        return new ResultTable()
            .Text("recording", recordings.Select(group => group.Key))
            .Text("true class", recordings.Select(group => group.First().Truth))
            .Count("n", recordings.Select(group => group.Count()), "stretches")
            .Count("refused", recordings.Select(group => group.Count(entry => entry.Verdict.Named is null)))
            .Text(
                "named instead",
                recordings.Select(group =>
                    string.Join(", ", group.Select(entry => entry.Verdict.Named).OfType<string>().Distinct()) is { Length: > 0 } names
                        ? names
                        : null
                )
            )
            .Text(
                "because, first stretch",
                recordings.Select(group => group.First().Verdict.Refusals is { Count: > 0 } reasons ? string.Join("; ", reasons) : null)
            )
            .Titled("Classes that the classifier had never met: it should refuse", How);
    }

    private static IEnumerable<Judged> Judge(Classifier classifier, IReadOnlyList<FeatureRow> trainedOn, IEnumerable<FeatureRow> rows)
    {
        var rule = Diagnosis.OneRule.Train(classifier.TrainedOn);
        string majority = trainedOn
            .GroupBy(row => row.Label!)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .First()
            .Key;
        return rows.Select(row => new Judged(
            classifier.Judge(row),
            row.Label!,
            !classifier.Classes.Contains(row.Label!),
            majority,
            rule.Judge(row)
        ));
    }

    private static IEnumerable<Score> Scores(IReadOnlyList<Judged> judged, Func<Judged, string?> answer) =>
        judged
            .Select(entry => entry.Truth)
            .Concat(judged.Select(answer).OfType<string>())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                int named = judged.Count(entry => answer(entry) == name);
                Judged[] of = [.. judged.Where(entry => entry.Truth == name)];
                int right = of.Count(entry => answer(entry) == name);
                return new Score(name, of.Length, right, of.Count(entry => answer(entry) is { } other && other != name), named);
            });

    private sealed record Score(string Class, int N, int Right, int Wrong, int Named)
    {
        public double? Precision => Named == 0 ? null : (double)Right / Named;

        public double? Recall => N == 0 ? null : (double)Right / N;

        public double? F1 => N + Named == 0 ? null : 2.0 * Right / (N + Named);
    }

    /// <summary>One stretch judged, beside what simpler methods say of it.</summary>
    /// <param name="Verdict">The classifier's answer.</param>
    /// <param name="Truth">The class of the recording.</param>
    /// <param name="Unseen">True where the classifier was trained on no recording of that class: it can only refuse, or err.</param>
    /// <param name="Majority">The answer of the commonest class in training.</param>
    /// <param name="OneRule">The answer of the one-rule baseline; null where it has none.</param>
    public sealed record Judged(Verdict Verdict, string Truth, bool Unseen, string Majority, string? OneRule);
}
