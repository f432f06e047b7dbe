using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>The word for how a run ended.</summary>
internal static class RunWord
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Stopped = "stopped";

    public static string Of(RunResult result) =>
        result.Cancelled ? Stopped
        : result.Passed ? Passed
        : Failed;
}
