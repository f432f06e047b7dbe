namespace NotebookKit.Hosts;

/// <summary>The folder of a recording: turns the relative paths of a recording into real ones, and never leaves the folder.</summary>
internal sealed class RecordingFolder
{
    /// <summary>The name of the recording's own file while it is written.</summary>
    public const string PartName = Recording.FileName + ".part";

    private const int MostFiles = 200_000; // some CPUs' files a step, of some thousand steps
    private const int MostLinks = 40; // as Linux: more links than that in one path is a loop
    private readonly string _realRoot;

    public RecordingFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _realRoot = Directory.Exists(Path)
            ? Real(Path, path)
            : throw new RecordingException($"{path}: there is no such folder. A recording is a folder with a {Recording.FileName} in it.");
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The real path of a relative one.</summary>
    /// <exception cref="RecordingException">The path is not relative, has an odd part, or leads out of the folder.</exception>
    public string Resolve(string relative)
    {
        string? fault = FaultOf(relative);
        if (fault is not null)
        {
            throw new RecordingException($"{Path}: the path \"{relative}\" {fault}; a recording names only files inside its own folder.");
        }

        string full = System.IO.Path.Combine(Path, relative);
        string real = Real(full, relative);
        return real.StartsWith(_realRoot + "/", StringComparison.Ordinal)
            ? full
            : throw new RecordingException(
                $"{Path}: \"{relative}\" is a link that leads out of the recording, to {real}; put the file itself there."
            );
    }

    /// <summary>What is wrong with a relative path; null where nothing is.</summary>
    public static string? FaultOf(string relative) =>
        relative.Length == 0 ? "is empty"
        : relative[0] == '/' ? "is absolute"
        : relative.Contains('\0', StringComparison.Ordinal) || relative.Contains('\\', StringComparison.Ordinal)
            ? "holds a character that no recorded path has"
        : relative.Split('/').Any(part => part is "" or "." or "..") ? "has an empty, . or .. part"
        : null;

    /// <summary>
    /// Everything in the folder but folders and the recording's own file, relative,
    /// sorted. A link is named and not followed: it may lead in a circle, or out.
    /// </summary>
    /// <exception cref="RecordingException">There are more than any recording has.</exception>
    public IReadOnlyList<string> Files()
    {
        var files = new List<string>();
        var folders = new Stack<string>([Path]);
        while (folders.TryPop(out string? folder))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo && entry.LinkTarget is null)
                {
                    folders.Push(entry.FullName);
                }
                else if (entry.Name != Recording.FileName || folder != Path)
                {
                    files.Add(System.IO.Path.GetRelativePath(Path, entry.FullName));
                }

                if (files.Count + folders.Count > MostFiles)
                {
                    throw new RecordingException(
                        $"{Path} holds more than {MostFiles} files and folders: this is no recording's folder. It is not looked through further."
                    );
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>
    /// Writes the recording's own file: beside it and moved into place, so that it is
    /// never half there. No link that lies in the way is followed.
    /// </summary>
    public void Write(byte[] document)
    {
        string part = System.IO.Path.Combine(Path, PartName);
        File.Delete(part);
        FileSizeLimit.Within(
            part,
            () =>
            {
                using var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write);
                file.Write(document);
            }
        );

        File.Move(part, System.IO.Path.Combine(Path, Recording.FileName), overwrite: true);
    }

    // .NET resolves the last part's links only; a folder in the middle may be one too.
    private string Real(string full, string named)
    {
        var parts = new Stack<string>(full.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string real = "";
        int links = 0;
        while (parts.TryPop(out string? part))
        {
            if (part == "..")
            {
                real = real.Length == 0 ? "" : real[..real.LastIndexOf('/')];
                continue;
            }

            string next = real + "/" + part;
            string? target = part == "." ? "" : new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new RecordingException($"{Path}: \"{named}\" goes round in links.");
            }

            real = target.StartsWith('/') ? "" : real;
            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(step);
            }
        }

        return real;
    }
}
