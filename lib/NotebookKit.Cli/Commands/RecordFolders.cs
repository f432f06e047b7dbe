using System.CommandLine;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Commands;

/// <summary>The recordings that a command line names, one by one or by the folder that holds them.</summary>
internal static class RecordFolders
{
    /// <summary>What is typed.</summary>
    public static Argument<string[]> Argument() => new("DIR")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "A recording's folder, or a folder of such folders.",
    };

    /// <summary>Does something with each recording.</summary>
    /// <returns>The exit code.</returns>
    public static int ForEach(string[] folders, Func<string, bool> isRight)
    {
        int code = ExitCode.Done;
        foreach (string folder in folders.SelectMany(Recordings))
        {
            try
            {
                code = isRight(folder) ? code : ExitCode.Failed;
            }
            catch (Exception fault) when (fault is RecordingException or IOException or UnauthorizedAccessException)
            {
                StandardStreams.Complain(FaultText.Of(fault));
                code = ExitCode.Failed;
            }
        }

        return code;
    }

    private static IEnumerable<string> Recordings(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException(Path.Exists(folder) ? $"{folder} is no folder; a recording is one." : $"{folder}: there is no such folder.");
        }

        string[] inside = Recording.IsIn(folder) ? []
            : [.. Directory.GetDirectories(folder).Where(Recording.IsIn).Order(StringComparer.Ordinal)];
        return inside.Length > 0 ? inside : [folder];
    }
}
