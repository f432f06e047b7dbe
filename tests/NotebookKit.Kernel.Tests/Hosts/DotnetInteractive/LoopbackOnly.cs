using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>Runs a program in a network of its own that has loopback and nothing else.</summary>
/// <remarks>
/// Microsoft's kernel and dotnet-repl listen on every address of the host, and whoever reaches the port runs code. In a network namespace
/// nobody does, and the notebooks show that they need no network.
/// </remarks>
internal static class LoopbackOnly
{
    private static readonly string[][] Ways =
    [
        ["--net"],
        ["--user", "--map-root-user", "--net"],
    ];

    private static readonly Lazy<string[]?> Way = new(() =>
        HostProgram.Find("unshare") is not null
            ? Ways.FirstOrDefault(way => new HostProgram("unshare", way).Run("true").ExitCode == 0)
            : null
    );

    /// <summary>Skips the test where this host lets nobody have a network of their own.</summary>
    public static void Needed()
    {
        JupyterFolder.Needs("fcntl", "python3");
        Assert.SkipUnless(Way.Value is not null, "needs the right to a network namespace (unshare --net), as root or with user namespaces");
    }

    /// <summary>The program within such a network.</summary>
    public static HostProgram Of(HostProgram program)
    {
        HostProgram python = JupyterFolder.Python(
            Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", "Hosts", "DotnetInteractive", "with_loopback.py")
        );
        return program with
        {
            Program = "unshare",
            Arguments = [.. Way.Value!, "--", python.Program, .. python.Arguments, program.Program, .. program.Arguments],
        };
    }
}
