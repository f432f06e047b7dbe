using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit.Cases;

/// <summary>How the command ended beside which a case was captured, and what it said.</summary>
/// <param name="Command">The command, as it was typed.</param>
/// <param name="ExitCode">Its exit code: 128 and more where a signal ended it, 126 and 127 where it could not be started.</param>
/// <param name="Output">What it wrote to its standard output, as far as that was kept.</param>
/// <param name="LastWords">The last lines of its standard error.</param>
internal sealed record CommandOutcome(string Command, int ExitCode, string Output, string LastWords)
{
    private const int MostLines = 20;
    private const int MostBytes = 1 << 14;

    // What the shell's keyword adds behind the command's own words: an empty line, real, user, sys.
    private static readonly string[] Times = ["real", "user", "sys"];

    /// <summary>The end in a sentence.</summary>
    public override string ToString() =>
        $"{Command} ended with exit code {ExitCode}"
        + (
            ExitCode == 0 ? ""
            : LastWords.Length == 0 ? " and said nothing"
            : $". It said: {LastWords}"
        );

    /// <summary>That of a case; null where it was captured beside none, or that did not come to its end.</summary>
    internal static CommandOutcome? Of(CaseFolder folder)
    {
        if (
            folder.Recordings is not [var path]
            || Recording.Open(path).Find(new CommandStep(CaseCapture.Workload)) is not { ExitCode: { } code } step
        )
        {
            return null;
        }

        string output = step.Stdout is { } file ? File.ReadAllText(Path.Combine(path, file), Encoding.UTF8) : "";
        return new CommandOutcome(
            CommandStep.Show([.. step.Argv.Skip(step.Argv is ["time", ..] ? 1 : 0)]),
            code,
            output,
            step.Stderr is { } said ? LastOf(Path.Combine(path, said)) : ""
        );
    }

    private static string LastOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        file.Position = Math.Max(0, file.Length - MostBytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        List<string> lines = [.. reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd())];
        while (lines is [.., var last] && (last.Length == 0 || Times.Any(time => last.StartsWith(time + "\t", StringComparison.Ordinal))))
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return string.Join('\n', lines.TakeLast(MostLines));
    }
}
