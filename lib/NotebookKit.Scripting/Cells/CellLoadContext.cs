using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace NotebookKit.Scripting.Cells;

/// <summary>Where a session's cells and what they refer to are loaded, apart from this program's own libraries.</summary>
/// <remarks>
/// What the framework has comes from the framework; this assembly is shared, so that a shown value is the same type on both sides;
/// everything else is taken from the files that cells named, or from beside them.
/// </remarks>
internal sealed class CellLoadContext() : AssemblyLoadContext("cells")
{
    private static readonly string[] Shared =
    [
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Formatting",
        "Microsoft.DotNet.Interactive.Documents",
        "Microsoft.AspNetCore.Html.Abstractions",
        "System.Reactive",
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Assembly> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _folders = [];
    private readonly List<string> _nativeFolders = [];

    /// <summary>Takes a file that a cell refers to; what it needs is looked for beside it.</summary>
    /// <returns>False where one of its name was taken before from another file, which stays.</returns>
    public bool AddFile(string path)
    {
        lock (_gate)
        {
            bool taken =
                _files.TryAdd(Path.GetFileNameWithoutExtension(path), path) || _files[Path.GetFileNameWithoutExtension(path)] == path;
            string folder = Path.GetDirectoryName(path)!;
            if (!_folders.Contains(folder))
            {
                _folders.Add(folder);
            }

            return taken;
        }
    }

    /// <summary>Takes a folder of native libraries.</summary>
    public void AddNativeFolder(string folder)
    {
        lock (_gate)
        {
            _nativeFolders.Add(folder);
        }
    }

    /// <summary>Loads a compiled cell.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="symbols">Its debug information.</param>
    /// <param name="lone">True where no later cell can name what is in it: it goes when nothing holds it any more.</param>
    public Assembly LoadCell(MemoryStream image, MemoryStream symbols, bool lone)
    {
        if (lone)
        {
            return new LoneContext(this).LoadFromStream(image, symbols);
        }

        Assembly assembly = LoadFromStream(image, symbols);
        lock (_gate)
        {
            _cells[assembly.GetName().Name!] = assembly;
        }

        return assembly;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (name == typeof(CellLoadContext).Assembly.GetName().Name)
        {
            return typeof(CellLoadContext).Assembly;
        }

        lock (_gate)
        {
            if (_cells.TryGetValue(name, out Assembly? cell))
            {
                return cell;
            }
        }

        // What a library adds to this engine's languages must be of the types that the engine has.
        if (Array.IndexOf(Shared, name) >= 0)
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }

        return FrameworkReferences.Has(name) ? null
            : Find(name + ".dll", name) is { } path ? LoadFromAssemblyPath(LibraryFiles.OwnName(path))
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [unmanagedDllName, unmanagedDllName + ".so", "lib" + unmanagedDllName + ".so", "lib" + unmanagedDllName];
        string[] folders;
        lock (_gate)
        {
            string rid = RuntimeInformation.RuntimeIdentifier;
            folders = [.. _nativeFolders, .. _folders, .. _folders.Select(folder => Path.Combine(folder, "runtimes", rid, "native"))];
        }

        foreach (string folder in folders)
        {
            foreach (string name in names)
            {
                string path = Path.Combine(folder, name);
                if (File.Exists(path))
                {
                    return LoadUnmanagedDllFromPath(path);
                }
            }
        }

        return 0;
    }

    private string? Find(string file, string name)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out string? path)
                ? path
                : _folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        }
    }

    private sealed class LoneContext(CellLoadContext session) : AssemblyLoadContext("cell", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => session.Load(assemblyName);

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => session.LoadUnmanagedDll(unmanagedDllName);
    }
}
