using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>Each question of a lesson opens to what is computed from the recordings that it shows, and to nothing near it.</summary>
public sealed class LessonSolutionTests
{
    private static string Folder { get; } = Path.Combine(RepositoryFolder.Root, "notebooks", "training");

    [Fact]
    public async Task Each_question_opens_to_what_is_computed_and_to_nothing_near_it()
    {
        Dictionary<string, Dictionary<string, string>> computed = await LessonAnswers.Of(
            RepositoryFolder.Data,
            TestContext.Current.CancellationToken
        );

        foreach (SealedExercise exercise in LabBook.Exercises(Folder))
        {
            foreach (string question in exercise.Locks.Keys.Where(question => !exercise.IsCase || question != CaseQuestions.Cause))
            {
                string answer = LabCheck.Plain(computed[exercise.Id][question]);
                Truth? truth = exercise.Open(question, answer);

                Assert.True(truth is not null, $"{exercise.Id}: \"{question}\" does not open to what is computed");
                Assert.NotEmpty(truth.Debrief);
                Assert.Null(exercise.Open(question, answer + "1"));
            }
        }
    }
}
