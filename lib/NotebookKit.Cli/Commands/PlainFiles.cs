using NotebookKit.Files;
using NotebookKit.Kernel.Files;

namespace NotebookKit.Cli.Commands;

/// <summary>Copies what somebody else made: plain files, whole or not at all. A link
/// would bring in what it leads to, and a named pipe is waited for.</summary>
internal static class PlainFiles
{
    /// <summary>Sees to it that files are nothing else.</summary>
    /// <exception cref="InvalidDataException">One is a link, a pipe or a device.</exception>
    public static void Require(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            if (FileStatus.OfItself(file) is { Kind: not PathKind.File } other)
            {
                throw new InvalidDataException($"{file} is {other.Words}, and an exercise has plain files alone: nothing was taken");
            }
        }
    }

    /// <summary>Copies a folder's files: a folder that is not there yet comes whole or not at all, in one that is each file does.</summary>
    /// <exception cref="InvalidDataException">There is something else than plain files in it, or it or its place is a link.</exception>
    public static void Replace(string from, string to)
    {
        foreach (string folder in (string[])[from, Path.GetDirectoryName(from)!, to, Path.GetDirectoryName(to)!])
        {
            if (new DirectoryInfo(folder).LinkTarget is { } target)
            {
                throw new InvalidDataException(
                    $"{folder} is a link to {target}, and an exercise lies in a folder of its own: nothing was taken"
                );
            }
        }

        string[] files = Directory.GetFileSystemEntries(from);
        Require(files);
        if (Directory.Exists(to))
        {
            // What the trainee laid beside the captures is hers.
            Array.ForEach(
                files,
                file =>
                    ReplacedFile.Write(
                        Path.Combine(to, Path.GetFileName(file)),
                        stream =>
                        {
                            using FileStream content = File.OpenRead(file);
                            content.CopyTo(stream);
                        }
                    )
            );
            return;
        }

        // Not among the exercises, one of which a killed run would leave.
        string parent = Path.GetDirectoryName(to)!;
        Directory.CreateDirectory(parent);
        string part = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(parent)!, $".{Path.GetRandomFileName()}.part")).FullName;
        try
        {
            foreach (string file in files)
            {
                File.Copy(file, Path.Combine(part, Path.GetFileName(file)));
            }

            Directory.Move(part, to);
        }
        catch
        {
            Directory.Delete(part, recursive: true);
            throw;
        }
    }
}
