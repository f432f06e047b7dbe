namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>A tool from NuGet, of one version, in the cache.</summary>
internal static class DotnetTool
{
    /// <summary>The folder with the tool's program.</summary>
    public static string Folder(string package, string version) =>
        RealHosts.Folder(
            $"{package.ToLowerInvariant()}-{version}",
            folder => new HostProgram("dotnet").RunWell("tool", "install", package, "--version", version, "--tool-path", folder)
        );

    /// <summary>Settings under which .NET's tools send nothing, say nothing of themselves and keep what they write in a folder.</summary>
    public static Dictionary<string, string> Quiet(string home) =>
        new()
        {
            ["HOME"] = home,
            ["DOTNET_CLI_HOME"] = home,
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
        };
}
