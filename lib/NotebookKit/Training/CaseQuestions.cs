namespace NotebookKit.Training;

/// <summary>What is asked of every case.</summary>
internal static class CaseQuestions
{
    public const string Cause = "cause";
    public const string Number = "number";
    public const string Evidence = "evidence";
    public const string RuledOut = "ruled out";
    public const string Remedy = "remedy";

    /// <summary>In the order in which they are asked.</summary>
    public static IReadOnlyList<string> All { get; } = [Cause, Number, Evidence, RuledOut, Remedy];
}
