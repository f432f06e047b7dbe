using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Packages;

/// <summary>What a restore found: the packages, their files to compile against, to load,
/// and to load natively, and the scripts with which they extend a notebook.</summary>
internal sealed record RestoredPackages(
    IReadOnlyList<(string Name, string Version)> Packages,
    IReadOnlyList<string> Compile,
    IReadOnlyList<string> Runtime,
    IReadOnlyList<string> NativeFolders,
    IReadOnlyList<string> Extensions
)
{
    /// <summary>Reads NuGet's <c>project.assets.json</c>.</summary>
    public static RestoredPackages Read(string assetsFile)
    {
        JsonNode assets = JsonNode.Parse(File.ReadAllText(assetsFile))!;
        string[] roots = [.. assets["packageFolders"]!.AsObject().Select(folder => folder.Key)];
        JsonObject libraries = assets["libraries"]!.AsObject();

        // The target with a runtime identifier comes after the one without; it has what this host needs.
        JsonObject target = assets["targets"]!.AsObject().OrderBy(one => one.Key.Length).Last().Value!.AsObject();
        var packages = new List<(string, string)>();
        var compile = new List<string>();
        var runtime = new List<string>();
        var native = new List<string>();
        var extensions = new List<string>();
        foreach ((string key, JsonNode? library) in target)
        {
            if (library!["type"]?.GetValue<string>() != "package")
            {
                continue;
            }

            string[] id = key.Split('/');
            packages.Add((id[0], id[1]));
            string folder = libraries[key]!["path"]!.GetValue<string>();
            string root = roots.Select(one => Path.Combine(one, folder)).FirstOrDefault(Directory.Exists) ?? Path.Combine(roots[0], folder);
            compile.AddRange(Files(library, "compile", root).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            runtime.AddRange(Files(library, "runtime", root).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            extensions.AddRange(new[] { Path.Combine(root, "interactive-extensions", "dotnet", "extension.dib") }.Where(File.Exists));
            native.AddRange(Files(library, "native", root).Select(file => Path.GetDirectoryName(file)!).Distinct());
        }

        return new RestoredPackages(packages, compile, runtime, native, extensions);
    }

    /// <summary>True where all files are still there: somebody may have emptied NuGet's folders since.</summary>
    public bool Exist => Compile.Concat(Runtime).All(File.Exists);

    private static IEnumerable<string> Files(JsonNode library, string kind, string root) =>
        library[kind]?.AsObject().Select(file => Path.Combine(root, file.Key)) ?? [];
}
