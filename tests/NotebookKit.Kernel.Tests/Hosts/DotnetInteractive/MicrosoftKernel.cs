using NotebookKit.Kernel.Tests.Jupyter;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>Microsoft's own kernel, .NET Interactive, for a Jupyter client.</summary>
internal static class MicrosoftKernel
{
    private const string Package = "Microsoft.dotnet-interactive";
    private const string Version = "1.0.712001";

    /// <summary>nbclient, which finds this kernel and no other.</summary>
    /// <param name="folder">Where Jupyter keeps what it writes.</param>
    /// <param name="settings">The environment to begin with.</param>
    /// <param name="script">The client, from the folder of these tests.</param>
    public static HostProgram Client(string folder, Dictionary<string, string> settings, string script)
    {
        string tool = DotnetTool.Folder(Package, Version);
        string jupyter = RealHosts.Folder(
            $"{Package.ToLowerInvariant()}-{Version}-jupyter",
            kernels =>
                new HostProgram(Path.Combine(tool, "dotnet-interactive")) { Environment = settings }.RunWell(
                    "jupyter",
                    "install",
                    "--path",
                    Directory.CreateDirectory(Path.Combine(kernels, "kernels")).FullName
                )
        );
        foreach ((string name, string value) in JupyterFolder.Settings(folder))
        {
            settings[name] = value;
        }

        // The kernel's spec says "dotnet interactive", for which dotnet looks on the path.
        settings["PATH"] = tool + ":" + Environment.GetEnvironmentVariable("PATH");
        settings["JUPYTER_PATH"] = jupyter;
        return JupyterFolder.Python(Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", script)) with
        {
            Environment = settings,
        };
    }
}
