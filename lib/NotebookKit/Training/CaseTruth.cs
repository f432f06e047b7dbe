using NotebookKit.Diagnosis;

namespace NotebookKit.Training;

/// <summary>Makes the truth of a case: the cause as its author knows it, numbers and evidence as they are found in the captures.</summary>
internal static class CaseTruth
{
    // Labels of recordings, as classifiers are trained with them, by the word of the cause.
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["nomerge"] = FindingKind.MergeDisabled,
        ["bw-limit"] = FindingKind.BandwidthCap,
        ["iops-limit"] = FindingKind.IopsCap,
        ["flush-mixed"] = FindingKind.FlushStorm,
        ["tags"] = FindingKind.HeldAboveDrive,
        ["random-small"] = Causes.Healthy,
    };

    // A label says what was done, a cause what is seen of it: a throttle for write-back
    // shows as requests held, a drive asked for too much as its ceiling.
    private static readonly Dictionary<string, string> Kin = new(StringComparer.Ordinal)
    {
        ["throttled"] = FindingKind.HeldAboveDrive,
        ["saturated"] = FindingKind.IopsCap,
    };

    private static bool Shows(IEnumerable<Finding> findings, string word) =>
        findings.Any(finding => Causes.Canonical(finding.Kind ?? "-") == word);

    /// <summary>The cause that a label stands for; null where it is none of the list.</summary>
    /// <remarks>A label of two things at once joins them by <c>+</c>.</remarks>
    public static string? OfLabel(string label) =>
        Causes.Canonical(
            string.Join('+', label.Split('+', StringSplitOptions.TrimEntries).Select(one => Labels.GetValueOrDefault(one, one)))
        );

    /// <summary>The truth.</summary>
    /// <param name="cause">What is wrong: one word, or two joined by <c>+</c>.</param>
    /// <param name="captures">The captures.</param>
    /// <exception cref="ArgumentException">The captures show nothing of it, so that nobody could find it.</exception>
    public static Truth Of(string cause, Investigation captures)
    {
        Finding[] findings = [.. captures.Devices.SelectMany(device => device.Findings)];
        string[] said = cause.Split('+');
        string[] words =
        [
            .. said.Select(word => Shows(findings, word) || !Kin.TryGetValue(word, out string? kin) || !Shows(findings, kin) ? word : kin),
        ];
        Finding[] shown =
        [
            .. words.Select(word =>
                findings.FirstOrDefault(finding => Causes.Canonical(finding.Kind ?? "-") == word)
                ?? throw new ArgumentException(
                    $"the captures show nothing of \"{word}\": whoever gets this case could not find it. They show: {string.Join(", ", findings.Select(finding => finding.Kind))}.",
                    nameof(cause)
                )
            ),
        ];
        CauseLesson[] lessons = [.. words.Select(CauseLesson.Of)];
        IReadOnlyDictionary<string, string> solution = DiagnoseAnswers.Of(captures, words);
        return new Truth
        {
            Answers = words,
            Beside =
            [
                .. findings.Where(finding => finding.IsCause && !words.Contains(finding.Kind)).Select(finding => finding.Kind!).Distinct(),
            ],
            SameAs = said.Zip(words)
                .Where(pair => pair.First != pair.Second)
                .DistinctBy(pair => pair.First)
                .ToDictionary(pair => pair.First, pair => pair.Second),
            Numbers = ShownNumber.Of(shown, captures),
            Evidence = [.. lessons.SelectMany(lesson => lesson.Evidence)],
            RuledOut = [.. lessons.SelectMany(lesson => lesson.RuledOut)],
            Remedy = [.. lessons.SelectMany(lesson => lesson.Remedy)],
            Debrief =
                string.Join("\n\n", lessons.Select(lesson => lesson.Debrief))
                + "\n\nIn the numbers of this case: "
                + string.Join(" ", shown.Select(finding => finding.Statement)),
            WrongTurns = [.. lessons.SelectMany(lesson => lesson.WrongTurns)],
            Solution = solution,
        };
    }

    /// <summary>The forms of a cause that open its lock: with what is there beside it, and without.</summary>
    public static IReadOnlyList<string> Accepted(Truth truth)
    {
        string[][] named =
        [
            [.. truth.Answers],
            [.. truth.Answers.Select(answer => truth.SameAs.FirstOrDefault(same => same.Value == answer).Key ?? answer)],
        ];
        return
        [
            .. named
                .SelectMany(answers =>
                    truth
                        .Beside.Take(2)
                        .Select(beside => Joined(answers.Append(beside)))
                        .Append(Joined(answers.Concat(truth.Beside)))
                        .Prepend(Joined(answers))
                )
                .Distinct(),
        ];

        static string Joined(IEnumerable<string> words) => string.Join('+', words.Order(StringComparer.Ordinal));
    }

    /// <summary>The hints: of one cause its ladder; of two both, rung by rung.</summary>
    public static IReadOnlyList<string> Hints(string cause)
    {
        CauseLesson[] lessons = [.. cause.Split('+').Select(CauseLesson.Of)];
        IEnumerable<string> rungs = Enumerable
            .Range(0, lessons.Max(lesson => lesson.Hints.Count))
            .Select(rung => string.Join(" ", lessons.Where(lesson => rung < lesson.Hints.Count).Select(lesson => lesson.Hints[rung])));
        return lessons.Length == 1
            ? [.. rungs]
            :
            [
                .. rungs,
                "One answer explains not all of it: two things are wrong here. Take away what you know, and ask what of the slowness is left.",
            ];
    }
}
