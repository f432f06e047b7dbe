using NotebookKit.Files;
using NotebookKit.Kernel.Files;

namespace NotebookKit.Cli.Running;

/// <summary>Where a command may write: not over what it reads, and not into a recording,
/// which would no longer be as it was recorded.</summary>
internal static class OutputPath
{
    /// <summary>Makes sure of that, before anything is written.</summary>
    /// <param name="output">The file to write; null for none.</param>
    /// <param name="inputs">What is read, and what else is written.</param>
    /// <exception cref="UsageException">It is not so.</exception>
    public static void Check(string? output, params IEnumerable<string?> inputs)
    {
        if (output is null)
        {
            return;
        }

        string file = Real(output);
        if (inputs.OfType<string>().Any(input => Real(input) == file))
        {
            throw new UsageException($"{output} is read, or written for another purpose: name another file to write");
        }

        if (Path.GetExtension(file).Equals(".ipynb", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"{output} would be called a notebook, and be none: name another file to write");
        }

        OutsideRecordings(output);
    }

    /// <summary>Makes sure that a file to write is not there yet, is empty, or is one of
    /// the same kind: nobody means to lose another.</summary>
    /// <param name="output">The file to write; null for none.</param>
    /// <param name="kind">What such a file is called.</param>
    /// <param name="start">How every such file begins.</param>
    /// <exception cref="UsageException">It is another file.</exception>
    public static void CheckKind(string? output, string kind, ReadOnlySpan<byte> start)
    {
        if (output is null || !IsFile(output))
        {
            return;
        }

        byte[] found = new byte[start.Length];
        using FileStream file = File.OpenRead(output);
        if (file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length || !start.SequenceEqual(found))
        {
            throw OfAnotherKind(output, kind);
        }
    }

    /// <summary>Makes sure that a pack to write is not there yet, is empty, or is a pack.</summary>
    /// <exception cref="UsageException">It is another file.</exception>
    public static void CheckPack(string output)
    {
        if (IsFile(output) && !PackCheck.IsSealed(output))
        {
            throw OfAnotherKind(output, "pack");
        }
    }

    /// <summary>Makes sure that a file or folder to write lies in no recording.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void OutsideRecordings(string output)
    {
        for (string? folder = Real(output); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Recording.IsIn(folder))
            {
                throw new UsageException(
                    $"{output} would lie in the recording {folder}, which would no longer be as it was recorded: name a place outside"
                );
            }
        }
    }

    private static UsageException OfAnotherKind(string output, string kind) =>
        new($"{output} is there and is no {kind}: name another file to write, or remove it first");

    // Not empty, and no pipe or device, whose reader may wait for ever: whoever writes says what these are.
    private static bool IsFile(string path) =>
        Real(path) is var file && FileStatus.Of(file) is { Kind: PathKind.File } && new FileInfo(file).Length > 0;

    // What is not there yet lies in a folder that is.
    private static string Real(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return RealPath.Of(full)
            ?? (Path.GetDirectoryName(full) is { } folder ? Path.Combine(RealPath.Of(folder) ?? folder, Path.GetFileName(full)) : full);
    }
}
