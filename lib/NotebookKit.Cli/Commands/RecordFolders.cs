using System.CommandLine;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Commands;

/// <summary>The recordings that a command line names, one by one or by the folder that holds them.</summary>
internal static class RecordFolders
{
    /// <summary>What is typed.</summary>
    /// <param name="takesPacks">True where packs are taken too.</param>
    public static Argument<string[]> Argument(bool takesPacks = false) =>
        new(takesPacks ? "DIR|CASE.zip" : "DIR")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A recording's folder, a case, or a folder of such folders" + (takesPacks ? "; or a pack." : "."),
        };

    /// <summary>True for a file that may be a pack of <c>record pack</c>: a zip.</summary>
    public static bool IsPack(string path) =>
        File.Exists(path) && Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Does something with each recording.</summary>
    /// <param name="folders">What was typed.</param>
    /// <param name="isRight">Does it; false where something is wrong.</param>
    /// <param name="takesPacks">True where packs are taken too.</param>
    /// <returns>The exit code.</returns>
    public static int ForEach(string[] folders, Func<string, bool> isRight, bool takesPacks = false)
    {
        int code = ExitCode.Done;
        foreach (string folder in folders.SelectMany(path => takesPacks && IsPack(path) ? [path] : Recordings(path, takesPacks)))
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

    private static string[] Recordings(string folder, bool takesPacks)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException(
                Path.Exists(folder)
                    ? $"{folder} is no folder; a recording is one{(takesPacks ? ", and a pack is a .zip" : "")}."
                    : $"{folder}: there is no such {(takesPacks ? "file or folder" : "folder")}."
            );
        }

        string[] inside =
            Recording.IsIn(folder) ? []
            : CaseFolder.IsIn(folder) ? [.. new CaseFolder(folder).Recordings]
            : [.. Directory.GetDirectories(folder).Where(Recording.IsIn).Order(StringComparer.Ordinal)];
        return inside.Length > 0 ? inside : [folder];
    }
}
