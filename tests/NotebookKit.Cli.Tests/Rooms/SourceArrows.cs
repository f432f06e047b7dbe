using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKit.Cli.Tests.Rooms;

/// <summary>Which room of a project uses which: found by compiling its sources, so that no spelling of a name escapes.</summary>
internal static class SourceArrows
{
    // Other names that compilers and generators would add beside the sources.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <summary>The arrows of a project: from a room, to a room, and a place where it is drawn.</summary>
    /// <param name="project">The project's folder below lib/; its rooms are its folders,
    /// whatever the namespaces of what stands in them.</param>
    public static Dictionary<(string From, string To), string> Of(string project)
    {
        string root = Path.Combine(RepositoryFolder.Root, "lib", project);
        var trees = Directory
            .GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path =>
                CSharpSyntaxTree.ParseText(
                    File.ReadAllText(path),
                    CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview),
                    path
                )
            )
            .ToList();
        CSharpCompilation compilation = CSharpCompilation.Create(
            project,
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview))],
            References(project),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)
        );
        var arrows = new Dictionary<(string, string), string>();
        foreach (SyntaxTree tree in trees)
        {
            string from = RoomOf(tree.FilePath, root);
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (
                    model.GetSymbolInfo(name).Symbol is { } symbol and not INamespaceSymbol
                    && SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly)
                )
                {
                    foreach (string to in Rooms(symbol, root).Where(to => to != from))
                    {
                        arrows.TryAdd(
                            (from, to),
                            $"{Path.GetRelativePath(root, tree.FilePath)} line {name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {name}"
                        );
                    }
                }
            }
        }

        return arrows;
    }

    // A name belongs where it is written: one namespace may hold what stands in many rooms.
    // A type in parts belongs to every room that holds one; its members each to their own.
    private static IEnumerable<string> Rooms(ISymbol symbol, string root) =>
        Declared(symbol)
            .DeclaringSyntaxReferences.Select(reference => RoomOf(reference.SyntaxTree.FilePath, root))
            .Where(room => room.Length > 0)
            .Distinct();

    // What no source declares, such as a default constructor or a record's own members,
    // stands with its type, and an extension with its class.
    private static ISymbol Declared(ISymbol symbol)
    {
        ISymbol declared = symbol is IMethodSymbol { ReducedFrom: { } whole } ? whole.OriginalDefinition : symbol.OriginalDefinition;
        while (declared.DeclaringSyntaxReferences.IsEmpty && declared.ContainingSymbol is { } around)
        {
            declared = around;
        }

        return declared;
    }

    private static string RoomOf(string path, string root) =>
        Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar) is [var room, _, ..] && room != ".." ? room : "";

    private static IEnumerable<MetadataReference> References(string project)
    {
        string bin = Path.GetDirectoryName(RepositoryFolder.Library)!;
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location));
        return framework
            .Concat(Directory.GetFiles(bin, "*.dll").Where(path => Path.GetFileNameWithoutExtension(path) != project))
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
