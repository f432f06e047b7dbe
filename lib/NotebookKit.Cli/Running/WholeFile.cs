using NotebookKit.Files;

namespace NotebookKit.Cli.Running;

/// <summary>A pack or a notebook is read at any place of it, which a pipe has not; and a pipe may be waited for for ever.</summary>
internal static class WholeFile
{
    /// <summary>Sees to it that a path leads to a file.</summary>
    /// <exception cref="UsageException">It leads to something else.</exception>
    public static string Require(string path) =>
        FileStatus.Of(path) is { Kind: not PathKind.File } other
            ? throw new UsageException($"{path} is {other.Words}: write what comes from it into a file, and name that")
            : path;
}
