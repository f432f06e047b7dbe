using System.Runtime.InteropServices;
using System.Text;
using NotebookKit.Files;

namespace NotebookKit.Kernel.Files;

/// <summary>Writes a file whole or not at all: beside it, under a name that nobody can guess, and then moved into its place.</summary>
/// <remarks>
/// A file that is there keeps its mode and, where this user may give it away, its owner.
/// Behind a link the file that it leads to is replaced and the link stays; a link that belongs
/// to another user is refused, since it would make this user write where the other one likes.
/// <c>FileAtOnce</c> of the library, which makes files anew, replaces a link by the file.
/// </remarks>
public static partial class ReplacedFile
{
    private const int MostLinks = 40; // as Linux: more links than that in one path is a loop
    private const int MostTries = 100;
    private const uint Root = 0;
    private const UnixFileMode ForAll =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    /// <summary>Writes a text as UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there; what was there is untouched.</exception>
    public static void Write(string path, string text) =>
        Write(
            path,
            file =>
            {
                using var writer = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
                writer.Write(text);
            }
        );

    /// <summary>Writes what a function puts into a stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the whole content.</param>
    /// <param name="mode">Who may do what with the file, before the process's umask; null
    /// for what holds for the one that is there, or else for all.</param>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there; what was there is untouched.</exception>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            Replace(path, write, mode);
        }
        catch (ArgumentOutOfRangeException fault)
            when (fault.ParamName == "value" && fault.Message.StartsWith("Specified file length was too large", StringComparison.Ordinal))
        {
            // EFBIG, which .NET takes for a mistake of the caller's.
            throw new IOException($"{path} would grow beyond the limit of a file's size that is set here (ulimit -f)", fault);
        }
    }

    private static void Replace(string path, Action<Stream> write, UnixFileMode? mode)
    {
        string target = BehindLinks(path);
        FileStatus? before = FileStatus.Of(target);
        if (before is { Kind: not PathKind.File })
        {
            throw new IOException($"{path} is {before.Value.Words}: nothing was written to it");
        }

        var unfinished = new UnfinishedFiles(target);
        unfinished.Sweep();
        // A new name, or none: what somebody put there under that name is never written to. It is locked until it is in its place.
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode ?? ForAll;
        }

        using FileStream file = New(unfinished, options);
        string temporary = file.Name;
        try
        {
            if (before is { } status && mode is null)
            {
                Own(temporary, status);
            }

            write(file);
            file.Flush(flushToDisk: true);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception)
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Between the making of a file and its lock another writer can take it for one that a killed run left.
    private static FileStream New(UnfinishedFiles unfinished, FileStreamOptions options)
    {
        const int Locked = 11; // EWOULDBLOCK
        for (int left = MostTries; ; left--)
        {
            string name = unfinished.NewName();
            try
            {
                var file = new FileStream(name, options);
                if (File.Exists(name))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (IOException taken) when (taken.HResult == Locked && left > 0)
            {
                continue;
            }

            if (left == 0)
            {
                throw new IOException($"{name} was removed by another program as often as it was made");
            }
        }
    }

    private static void Own(string temporary, FileStatus before)
    {
        // The owner first: giving a file away takes the set-id bits off it. Only root may; others keep what they write.
        if (Environment.IsPrivilegedProcess)
        {
            _ = GiveTo(temporary, before.User, before.Group);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary, before.Mode);
        }
    }

    private static string BehindLinks(string path)
    {
        string at = InRealFolder(Path.GetFullPath(path));
        for (int links = 0; FileStatus.OfItself(at) is { Kind: PathKind.Link } link; links++)
        {
            if (links == MostLinks)
            {
                throw new IOException($"{path} goes round in links: nothing was written");
            }

            if (link.User != CurrentUser.Number() && link.User != Root)
            {
                throw new UnauthorizedAccessException(
                    $"{at} is a link of another user (number {link.User}): nothing is written through it; name the file that it leads to"
                );
            }

            string leadsTo =
                new FileInfo(at).LinkTarget ?? throw new IOException($"{path} changed while it was looked at: nothing was written");
            at = InRealFolder(Path.Combine(Path.GetDirectoryName(at)!, leadsTo));
        }

        return at;
    }

    // The way up from a folder that is a link starts where the link leads.
    private static string InRealFolder(string path) =>
        Path.Combine(
            RealPath.Of(Path.GetDirectoryName(path)!) ?? throw new DirectoryNotFoundException($"{path}: there is no such folder"),
            Path.GetFileName(path)
        );

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GiveTo(string path, uint user, uint group);
}
