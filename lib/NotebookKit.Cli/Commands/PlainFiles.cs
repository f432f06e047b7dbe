using NotebookKit.Kernel.Files;

namespace NotebookKit.Cli.Commands;

/// <summary>Copies what somebody else made: plain files, whole or not at all. A link would bring in what it leads to, and a named pipe is waited for.</summary>
internal static class PlainFiles
{
    /// <summary>Sees to it that files are nothing else.</summary>
    /// <exception cref="InvalidDataException">One is a link, a pipe or a device.</exception>
    public static void Require(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            if (FileStatus.OfItself(file) is { Kind: not FileKind.File } other)
            {
                throw new InvalidDataException($"{file} is {other.Words}, and an exercise has plain files alone: nothing was taken");
            }
        }
    }

    /// <summary>Copies a folder's files into a folder's place: beside it, and then moved there.</summary>
    /// <exception cref="InvalidDataException">There is something else than plain files in it.</exception>
    public static void Replace(string from, string to)
    {
        string[] files = Directory.GetFileSystemEntries(from);
        Require(files);
        string parent = Path.GetDirectoryName(to)!;
        Directory.CreateDirectory(parent);
        string part = Directory.CreateDirectory(Path.Combine(parent, $".{Path.GetRandomFileName()}.part")).FullName;
        try
        {
            foreach (string file in files)
            {
                File.Copy(file, Path.Combine(part, Path.GetFileName(file)));
            }

            string? before = Directory.Exists(to) ? part + ".before" : null;
            if (before is not null)
            {
                Directory.Move(to, before);
            }

            Directory.Move(part, to);
            if (before is not null)
            {
                Directory.Delete(before, recursive: true);
            }
        }
        catch
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }

            throw;
        }
    }
}
