using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using NotebookKit.Display;

[assembly: KernelExtension(HostExtension.AssemblyName)]

namespace NotebookKit.Display;

/// <summary>Extends .NET Interactive where this library is loaded into it by its path alone, without the package.</summary>
internal static class HostExtension
{
    public const string AssemblyName = "NotebookKit.Interactive";

    private const string HostAssembly = "Microsoft.DotNet.Interactive";

    // .NET Interactive runs nothing of an assembly that #r names by path; this runs as
    // the first cell uses any type of it, within that cell.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nobody calls the library before its first use.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A program compiled ahead has no cells.")]
    internal static void LoadIntoHost()
    {
        if (
            !RuntimeFeature.IsDynamicCodeSupported
            || AppDomain.CurrentDomain.GetAssemblies().All(assembly => assembly.GetName().Name != HostAssembly)
        )
        {
            return;
        }

        Assembly own = typeof(HostExtension).Assembly;
        string path = Path.Combine(Path.GetDirectoryName(own.Location) ?? "", AssemblyName + ".dll");
        if (File.Exists(path))
        {
            Assembly extension = AssemblyLoadContext.GetLoadContext(own)!.LoadFromAssemblyPath(path);
            extension.GetType(AssemblyName + ".NotebookKitExtension")?.GetMethod("Load", [])?.Invoke(null, null);
        }
    }
}
