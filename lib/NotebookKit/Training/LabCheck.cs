using System.Text;

namespace NotebookKit.Training;

/// <summary>The check of one exercise by the locks alone, without the instructor's key.</summary>
internal sealed class LabCheck
{
    private LabCheck(LabNote note, bool done, IReadOnlyList<GradePart>? grade) => (Note, Done, Grade) = (note, done, grade);

    public LabNote Note { get; }

    /// <summary>True where every question is right; of a case, its cause.</summary>
    public bool Done { get; }

    /// <summary>The points of a case whose cause is right; null elsewhere.</summary>
    public IReadOnlyList<GradePart>? Grade { get; }

    public static LabCheck Of(SealedExercise exercise, string folder)
    {
        using IDisposable? turn = LabTurn.Take(folder);
        LabState state = LabState.Load(folder);
        ExerciseState mine = state.Of(exercise.Id);
        var text = new StringBuilder();
        bool changed = false;
        bool done = true;
        IReadOnlyList<GradePart>? grade = null;
        foreach (string question in exercise.Locks.Keys)
        {
            if (!mine.Answers.TryGetValue(question, out List<GivenAnswer>? given) || given.Count == 0)
            {
                text.Append(question).Append(": not answered yet\n");
                done = false;
                continue;
            }

            if (exercise.ToKeyAlone && question == CaseQuestions.Cause)
            {
                // Nobody here can tell: it is neither right nor wrong.
                string[] left = [.. CaseQuestions.All.Where(one => !mine.Answers.ContainsKey(one))];
                done &= left.Length == 0;
                text.Append(question)
                    .Append(": ")
                    .Append(given[^1].Text)
                    .Append(" is noted; whether it is right, your instructor's key says\n");
                text.Append(left.Length == 0 ? "" : $"not answered yet: {string.Join(", ", left)}\n");
                continue;
            }

            // What opens a lesson's lock is the answer in its plain form: spaces and capitals are nobody's mistake.
            Truth? truth = exercise.Open(
                question,
                exercise.IsCase && question == CaseQuestions.Cause ? given[^1].Text : Plain(given[^1].Text)
            );
            changed |= given[^1].Right != truth is not null;
            given[^1] = given[^1] with { Right = truth is not null };
            done &= truth is not null;
            text.Append(question).Append(": ").Append(given[^1].Text).Append(truth is null ? " is not right yet\n" : " is right\n");
            if (truth is null)
            {
                continue;
            }

            if (exercise.IsCase && question == CaseQuestions.Cause)
            {
                // Who is told why before she said why has not said it.
                string[] open = [.. CaseQuestions.All.Where(one => !mine.Answers.ContainsKey(one))];
                if (open.Length > 0)
                {
                    done = false;
                    text.Append("points and debrief come when these are answered too: ").AppendJoin(", ", open).Append('\n');
                    continue;
                }

                grade = CaseGrade.Of(truth, mine.Last(), WrongTries(mine), mine.Hints.Values.Sum());
                text.Append(LabGrade.Lines(grade));
            }

            text.Append('\n').Append(truth.Debrief).Append("\n\n");
        }

        if (done && mine.Finished is null)
        {
            (mine.Finished, changed) = (DateTimeOffset.UtcNow, true);
        }

        if (changed)
        {
            state.Save(folder);
        }

        string more = done
            ? $"{exercise.Id} is done{(exercise.ToKeyAlone ? ", and ungraded: hand in lab.json" : "")}."
            : "Lab.Hint() gives a hint.";
        return new LabCheck(new LabNote(text + more), done, grade);
    }

    /// <summary>Other certain causes that were checked before the last.</summary>
    public static int WrongTries(ExerciseState state) =>
        state.Answers.TryGetValue(CaseQuestions.Cause, out List<GivenAnswer>? given)
            ? given.SkipLast(1).Count(one => one.Right == false && one.Text != Causes.Refusal)
            : 0;

    /// <summary>An answer without what does not matter: capitals, spaces, a unit's dot.</summary>
    public static string Plain(string answer) =>
        string.Concat(answer.Where(letter => !char.IsWhiteSpace(letter) && letter != ',')).ToLowerInvariant();
}
