using System.Globalization;
using System.Text;
using System.Text.Json;
using NotebookKit.Display;

namespace NotebookKit.Training;

/// <summary>The scores of a class: who found what when, and where people went wrong.</summary>
/// <param name="scores">One a trainee.</param>
internal sealed class LabReport(IReadOnlyList<LabScore> scores)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>A line an exercise, trainee after trainee, then the wrong turns.</summary>
    public string ToText() =>
        string.Join('\n', scores.Select(score => score.ToText()))
        + (
            Turns().ToArray() is { Length: > 0 } turns && scores.Count > 1
                ? "\nwrong causes:\n"
                    + string.Concat(
                        turns.Select(turn =>
                            string.Create(CultureInfo.InvariantCulture, $"  {turn.Id}: {turn.Word}, {turn.Count} of {scores.Count}\n")
                        )
                    )
                : ""
        );

    /// <summary>The same for a program (schema <c>notebookkit.lab-score</c>, version 1).</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                schema = "notebookkit.lab-score",
                version = 1,
                trainees = scores.Select(score => new
                {
                    trainee = score.State.Trainee,
                    points = score.Points,
                    of = score.Of,
                    passed = score.Passed,
                    exercises = score.Grades.Select(grade => new
                    {
                        id = grade.Id,
                        points = grade.Points,
                        of = grade.Of,
                        final = grade.Final,
                        parts = grade.Parts.Select(part => new
                        {
                            asked = part.Asked,
                            points = part.Points,
                            of = part.Of,
                        }),
                        started = StateOf(score, grade)?.Started,
                        finished = StateOf(score, grade)?.Finished,
                        hints = StateOf(score, grade)?.Hints.Values.Sum() ?? 0,
                        passedOver = StateOf(score, grade)?.PassedOver.Select(one => one.Command) ?? [],
                        causes = Causes(score, grade.Id).Select(given => new { at = given.At, cause = given.Text }),
                    }),
                }),
                wrongTurns = Turns()
                    .Select(turn => new
                    {
                        id = turn.Id,
                        cause = turn.Word,
                        trainees = turn.Count,
                    }),
            },
            Format
        ) + "\n";

    /// <summary>The same as a page in one file.</summary>
    public string ToHtml()
    {
        string[] ids = [.. scores.SelectMany(score => score.Grades.Select(grade => grade.Id)).Distinct()];
        var html = new StringBuilder(
            "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Lab</title><style>:root{color-scheme:light dark}body{font:15px sans-serif;margin:1.2em;max-width:75em}table{border-collapse:collapse;display:block;overflow-x:auto}td{min-width:5em}td,th{border:1px solid #999;padding:.3em .6em;text-align:right;vertical-align:top}td:first-child,th:first-child{text-align:left}small{color:#555}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}small{color:#aaa}}</style><h1>Who found what when</h1><table><tr><th>trainee</th>"
        );
        html.Append(string.Concat(ids.Select(id => $"<th>{HtmlText.Escape(id)}</th>"))).Append("<th>cases</th></tr>\n");
        foreach (LabScore score in scores)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{HtmlText.Escape(score.State.Trainee)}</td>{string.Concat(ids.Select(id => Cell(score, id)))}<td><b>{score.Points} of {score.Of}</b><br>{(score.Passed ? "passed" : "")}</td></tr>\n"
            );
        }

        html.Append(
            "</table><p>Each cell: points, the cause as it was answered last, minutes from begin to end, hints. Times are those of the trainee's own clock and file.</p>"
        );
        html.Append("<h2>Wrong causes</h2><ul>")
            .Append(
                string.Concat(
                    Turns()
                        .Select(turn =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"<li>{HtmlText.Escape(turn.Id)}: {HtmlText.Escape(turn.Word)}, {turn.Count} of {scores.Count}</li>"
                            )
                        )
                )
                    is { Length: > 0 } turns
                    ? turns
                    : "<li>none</li>"
            );
        return html.Append("</ul></html>\n").ToString();
    }

    private static string Cell(LabScore score, string id)
    {
        if (
            score.Grades.FirstOrDefault(grade => grade.Id == id) is not { } found
            || !score.State.Exercises.TryGetValue(id, out ExerciseState? state)
        )
        {
            return "<td></td>";
        }

        string minutes = state is { Started: { } started, Finished: { } finished }
            ? string.Create(CultureInfo.InvariantCulture, $", {(finished - started).TotalMinutes:0} min")
            : "";
        string hints = state.Hints.Values.Sum() is > 0 and var taken
            ? string.Create(CultureInfo.InvariantCulture, $", {taken} {(taken == 1 ? "hint" : "hints")}")
            : "";
        string passed = state.PassedOver.Count > 0 ? $"<br>asked {HtmlText.Escape(state.PassedOver[0].Command)} first" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<td>{found.Points}{(found.Final ? "" : " (not final)")}<br><small>{HtmlText.Escape(state.Last().GetValueOrDefault(CaseQuestions.Cause, ""))}{minutes}{hints}{passed}</small></td>"
        );
    }

    private IEnumerable<(string Id, string Word, int Count)> Turns() =>
        from score in scores
        from grade in score.Grades.Where(grade => grade.IsCase)
        from word in grade.WrongCauses
        group score by (grade.Id, word) into turn
        orderby turn.Key.Id, turn.Count() descending
        select (turn.Key.Id, turn.Key.word, turn.Count());

    private static ExerciseState? StateOf(LabScore score, LabGrade grade) => score.State.Exercises.GetValueOrDefault(grade.Id);

    private static List<GivenAnswer> Causes(LabScore score, string id) =>
        score.State.Exercises.GetValueOrDefault(id)?.Answers.GetValueOrDefault(CaseQuestions.Cause) ?? [];
}
