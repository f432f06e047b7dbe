namespace NotebookKit;

public static partial class HostCaptures
{
    /// <summary>A git tree, asked through a host: live git runs and its answers are
    /// recorded, in replay the recorded answers are given.</summary>
    /// <param name="host">The host.</param>
    /// <param name="tree">The tree's folder, such as a clone of linux.git; in replay only a name.</param>
    /// <exception cref="DirectoryNotFoundException">Live: there is no such folder.</exception>
    public static GitTree Git(this Host host, string tree)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(tree);
        return host.IsLive && !Directory.Exists(tree)
            ? throw new DirectoryNotFoundException(
                $"{tree}: no such folder. Clone the kernel first: git clone https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git"
            )
            : new GitTree(host, host.IsLive ? Path.GetFullPath(tree) : tree);
    }
}
