using System.Globalization;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Training;

namespace NotebookKit;

/// <summary>An exercise that was begun: its captures, its questions, and what was answered so far.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class LabExercise : IShown
{
    /// <summary>The folder of the sealed exercises, beside the notebooks.</summary>
    internal const string SealedFolder = "sealed";

    private const int LongestAnswer = 4000;
    private readonly SealedExercise _sealed;
    private readonly string _folder;

    private LabExercise(SealedExercise exercise, string folder) => (_sealed, _folder) = (exercise, folder);

    /// <summary>What it is called.</summary>
    public string Id => _sealed.Id;

    /// <summary>What whoever called said.</summary>
    public string Story => _sealed.Story;

    /// <summary>The folder of the notebooks.</summary>
    internal string Home => _folder;

    /// <summary>The folder of its captures.</summary>
    public string Folder => Path.Combine(_folder, SealedFolder, Id);

    /// <summary>What is asked: of a case five things, of a lesson its questions.</summary>
    public IReadOnlyList<string> Questions =>
        _sealed.IsCase ? [.. _sealed.Locks.Keys.Where(name => name != CaseQuestions.Cause), .. CaseQuestions.All] : [.. _sealed.Locks.Keys];

    /// <summary>Opens an exercise.</summary>
    /// <param name="id">Its name, such as <c>case-b</c>.</param>
    /// <param name="folder">The folder of the notebooks, in which <c>sealed/ID</c> lies.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static LabExercise Open(string id, string folder = ".")
    {
        string inside = Path.Combine(folder, SealedFolder);
        string[] there = Directory.Exists(inside)
            ?
            [
                .. Directory
                    .GetDirectories(inside)
                    .Where(SealedExercise.IsIn)
                    .Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        if (!there.Contains(id))
        {
            throw new ArgumentException($"there is no exercise \"{id}\" in {inside}. There are: {string.Join(", ", there)}.", nameof(id));
        }

        SealedExercise found = SealedExercise.Load(Path.Combine(inside, id));
        found.RequireCaptures(Path.Combine(inside, id));
        return new LabExercise(found, Path.GetFullPath(folder));
    }

    /// <summary>The path of one of its captures.</summary>
    /// <param name="file">The file, such as <c>btrace.txt.gz</c>; <c>.gz</c> may be left out.</param>
    /// <exception cref="ArgumentException">It is not there; the message lists those that are.</exception>
    public string PathOf(string file) =>
        new[] { file, file + ".gz" }.Select(name => Path.Combine(Folder, name)).FirstOrDefault(File.Exists)
        ?? throw new ArgumentException($"{Id} has no capture \"{file}\". It has: {string.Join(", ", Captures)}.", nameof(file));

    /// <summary>The text of one of its captures, unpacked.</summary>
    /// <param name="file">As for <see cref="PathOf"/>.</param>
    /// <exception cref="ArgumentException">It is not there; the message lists those that are.</exception>
    public string TextOf(string file)
    {
        using Stream bytes = File.OpenRead(PathOf(file));
        using Stream plain = PathOf(file).EndsWith(".gz", StringComparison.Ordinal) ? new GunzipStream(bytes) : bytes;
        using var text = new StreamReader(plain);
        return text.ReadToEnd();
    }

    /// <summary>Its captures.</summary>
    public IReadOnlyList<string> Captures =>
        [
            .. Directory
                .GetFiles(Folder)
                .Select(path => Path.GetFileName(path))
                .Where(name => name != SealedExercise.FileName)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Notes an answer. Nothing is checked yet, and an empty one is none.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="answer">The answer: words, or a number.</param>
    /// <exception cref="ArgumentException">Nothing of that name is asked.</exception>
    public LabNote Answer(string question, object? answer)
    {
        Known(question);
        if (answer is not (null or string or IFormattable or bool or char))
        {
            return new LabNote($"{question}: not noted, an answer is words or a number, and this is a {answer.GetType().Name}.");
        }

        string text = Convert.ToString(answer, CultureInfo.InvariantCulture)?.Trim() ?? "";
        if (text.Length == 0 || text == "…")
        {
            return new LabNote($"{question}: not answered yet.");
        }

        if (text.Length > LongestAnswer)
        {
            return new LabNote(
                $"{question}: not noted, an answer has {LongestAnswer} letters at the most; say what shows it, not all there is."
            );
        }

        if (_sealed.IsCase && question == CaseQuestions.Cause)
        {
            if (Causes.Canonical(text) is not { } word)
            {
                return new LabNote($"cause: \"{text}\" is none of the list, and not noted. The list:\n{Causes.List}");
            }

            text = word;
        }

        using IDisposable? turn = LabTurn.Take(_folder);
        LabState state = LabState.Load(_folder);
        ExerciseState mine = state.Of(Id);
        List<GivenAnswer> given = mine.Answers.TryGetValue(question, out List<GivenAnswer>? before) ? before : mine.Answers[question] = [];
        if (given.Count == 0 || given[^1].Text != text)
        {
            given.Add(new GivenAnswer(DateTimeOffset.UtcNow, text));
            mine.Started ??= DateTimeOffset.UtcNow;
            state.Save(_folder);
        }

        return new LabNote($"{question}: {text} (noted; Lab.Check() says whether it is right)");
    }

    /// <summary>Checks what was answered, and opens the debrief of what is right.</summary>
    public LabNote Check() => LabCheck.Of(_sealed, _folder).Note;

    /// <summary>One more hint, from where to look to what it means; each costs 5 points.</summary>
    /// <param name="question">What it is on; null for the first question that is not right yet.</param>
    public LabNote Hint(string? question = null)
    {
        using IDisposable? turn = LabTurn.Take(_folder);
        LabState state = LabState.Load(_folder);
        ExerciseState mine = state.Of(Id);
        string on = question ?? _sealed.Locks.Keys.FirstOrDefault(name => !mine.IsRight(name)) ?? _sealed.Locks.Keys.Last();
        IReadOnlyList<string> ladder = _sealed.HintsOn(on);
        int taken = Math.Min(mine.Hints.GetValueOrDefault(on) + 1, ladder.Count);
        if (taken > mine.Hints.GetValueOrDefault(on))
        {
            mine.Hints[on] = taken;
            state.Save(_folder);
        }

        return new LabNote(
            ladder.Count == 0
                ? $"{on}: no hint here."
                : string.Join('\n', ladder.Take(taken).Select((hint, at) => $"{on}, hint {at + 1} of {ladder.Count}: {hint}"))
        );
    }

    string IShown.ToHtml() => LabNote.Html(ToString());

    /// <summary>The story, the captures and the questions.</summary>
    public override string ToString() =>
        $"{Id}: {Story}\n{(Captures.Count == 0 ? "" : $"captures: {string.Join(", ", Captures)}\n")}asked: {string.Join(", ", Questions)}";

    private void Known(string question)
    {
        if (!Questions.Contains(question))
        {
            throw new ArgumentException(
                $"{Id} does not ask for \"{question}\". It asks for: {string.Join(", ", Questions)}.",
                nameof(question)
            );
        }
    }
}
