namespace NotebookKit.Tests.Commits;

/// <summary>The model of a kernel's history, built anew from its stream, with a live host beside it.</summary>
public sealed class ModelHistory : IDisposable
{
    private static readonly bool HasGit = Tool.Has("git", "sh");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nbk-history-");

    // What many tests share cannot skip them: each does so itself, by Live.
    public ModelHistory()
    {
        Directory.CreateDirectory(Tree);
        if (!HasGit)
        {
            return;
        }

        Git("init", "-q", "-b", "master");
        string stream = Path.Combine(RepositoryFolder.Data, "git-history", "history.fast-import");
        (int exitCode, _, string error) = Tool.Run(
            "sh",
            "-c",
            "exec git -C \"$1\" fast-import --quiet --done < \"$2\"",
            "sh",
            Tree,
            stream
        );
        Assert.True(exitCode == 0, error);
    }

    public string Tree => Path.Combine(_folder.FullName, "tree");

    /// <summary>A live host beside the tree, or a skipped test where there is no git.</summary>
    public LiveHost Live(string name)
    {
        Assert.SkipUnless(HasGit, "git is not installed");
        return Host.Live(
            Path.Combine(_folder.FullName, name),
            options: new LiveOptions { JournalFolder = Path.Combine(_folder.FullName, "journal") }
        );
    }

    public string Git(params string[] arguments)
    {
        (int exitCode, byte[] output, string error) = Tool.Run("git", ["-C", Tree, .. arguments]);
        Assert.True(exitCode == 0, error);
        return System.Text.Encoding.UTF8.GetString(output).Trim();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
