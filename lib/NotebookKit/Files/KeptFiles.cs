using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.Files;

/// <summary>Files that spare work in a later run, below <c>$XDG_CACHE_HOME/notebookkit</c>,
/// else <c>~/.cache</c>: whatever goes wrong with them, the work is done.</summary>
/// <remarks>
/// What is kept may be run, so the folder must belong to this user, and nobody else may write there; else nothing is kept. Each file begins
/// with the digest of the rest: one that was cut, or is another's, is none.
/// </remarks>
internal sealed class KeptFiles
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const long MostBytes = 64 << 20;
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(1);
    private readonly string _folder;
    private long _untilRoom;

    private KeptFiles(string folder) => _folder = folder;

    /// <summary>The files of one kind; null where none can be kept.</summary>
    /// <param name="kind">The kind, which is the folder's name.</param>
    public static KeptFiles? In(string kind)
    {
        try
        {
            string folder = Path.Combine(UserCache.Folder, kind);
            if (!Path.IsPathRooted(folder) || OperatingSystem.IsWindows())
            {
                return null; // a user without a home, or a system whose folders tell their owner otherwise
            }

            Directory.CreateDirectory(folder, Own);
            return
                FileStatus.OfItself(folder) is { Kind: PathKind.Folder } owner
                && owner.User == CurrentUser.Number()
                && (owner.Mode & Others) == 0
                ? new KeptFiles(folder)
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What was kept under a key; null where nothing is, or it is not as it was kept.</summary>
    public byte[]? Find(string key)
    {
        try
        {
            string path = Path.Combine(_folder, key);
            if (FileStatus.OfItself(path) is not { Kind: PathKind.File })
            {
                return null; // to read a pipe waits for its writer
            }

            byte[] all = File.ReadAllBytes(path);
            byte[] bytes = all[SHA256.HashSizeInBytes..];
            return Digest(key, bytes).AsSpan().SequenceEqual(all.AsSpan(0, SHA256.HashSizeInBytes)) ? bytes : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Keeps bytes under a key, which is the file's name.</summary>
    public void Keep(string key, byte[] bytes)
    {
        try
        {
            if (Interlocked.Add(ref _untilRoom, -bytes.LongLength) < 0)
            {
                Interlocked.Exchange(ref _untilRoom, MostBytes / 4);
                MakeRoom();
            }

            FileAtOnce.Write(
                Path.Combine(_folder, key),
                file =>
                {
                    file.Write(Digest(key, bytes));
                    file.Write(bytes);
                },
                UnixFileMode.UserRead | UnixFileMode.UserWrite
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The disk is full, or the folder went: the work is done again next time.
        }
    }

    // Of bytes under this name alone: a file copied to another's name is none.
    private static byte[] Digest(string key, byte[] bytes) => SHA256.HashData([.. Encoding.UTF8.GetBytes(key), 0, .. bytes]);

    // Before the first is written, and whenever a quarter of the room was: what was
    // written longest ago goes, until half of the room is free.
    private void MakeRoom()
    {
        FileInfo[] all = [.. new DirectoryInfo(_folder).EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc)];
        long limit = all.Sum(file => file.Length) > MostBytes ? MostBytes / 2 : long.MaxValue;
        long kept = 0;
        foreach (FileInfo file in all)
        {
            kept += file.Length;
            if (kept > limit || (file.Extension.Length > 0 && file.LastWriteTimeUtc < DateTimeOffset.UtcNow - Unfinished))
            {
                file.Delete();
            }
        }
    }
}
