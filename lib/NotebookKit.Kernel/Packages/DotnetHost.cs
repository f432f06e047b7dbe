using System.Runtime.InteropServices;

namespace NotebookKit.Kernel.Packages;

/// <summary>The <c>dotnet</c> command of the running .NET.</summary>
internal static class DotnetHost
{
    /// <summary>Its whole path, since a client started from a desktop need not have it on
    /// its own; the bare name where it is not found.</summary>
    public static string Command
    {
        get
        {
            string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
            return File.Exists(host) ? host : "dotnet";
        }
    }
}
