namespace NotebookKit.Training;

/// <summary>A sealed case asks for the trainee's verdict before a command gives its own.</summary>
internal static class AnswerFirst
{
    /// <summary>The option that gives a verdict before the answer.</summary>
    public const string PassOver = "--pass-over";

    /// <summary>True where a path lies in something sealed, so that <see cref="Ask"/> has
    /// to look; also of the option that passes it over.</summary>
    /// <param name="word">A word of a command line.</param>
    public static bool IsSealed(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word == PassOver || LabBook.Around(word).Any(SealedExercise.IsIn);
    }

    /// <summary>What to say instead of a verdict; null where there is nothing against one.</summary>
    /// <param name="paths">What the command was given.</param>
    /// <param name="command">What was typed, such as <c>diagnose</c>.</param>
    /// <param name="passOver">True to give the verdict all the same: the score says so.</param>
    public static string? Ask(IEnumerable<string> paths, string command, bool passOver)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            if (LabBook.CaseOf(path) is not { } found)
            {
                continue;
            }

            LabState state = LabState.Load(found.Folder);
            ExerciseState mine = state.Of(found.Case.Id);
            if (mine.Answers.TryGetValue(CaseQuestions.Cause, out List<GivenAnswer>? given) && given.Count > 0)
            {
                continue;
            }

            if (!passOver)
            {
                return $"{found.Case.Id} is a sealed case, and what is wrong with it is yours to say: answer first (`Lab.Answer(\"cause\", ...)` in its notebook), "
                    + $"then compare with {command}. --pass-over gives the verdict at once, and the score says so.";
            }

            mine.PassedOver.Add(new PassedOver(DateTimeOffset.UtcNow, command));
            state.Save(found.Folder);
        }

        return null;
    }
}
