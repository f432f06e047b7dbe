using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace NotebookKit.Scripting.Formatting;

/// <summary>What loaded assemblies say of the display of types that are not their own.</summary>
/// <remarks>
/// An attribute on the assembly whose simple name is <c>ShowsAttribute</c> names the type (<c>ShownTypeName</c>)
/// and, as the attribute on a type does, its formatters (<c>FormatterSourceType</c>, <c>PreferredMimeTypes</c>).
/// It speaks of types of its own load context: another session's types of that name are others.
/// </remarks>
internal static class ForeignFormatters
{
    private const string Attribute = "ShowsAttribute";

    // Weak: a cell's own assembly is among those asked, and goes with the cell.
    private static readonly ConditionalWeakTable<Assembly, IReadOnlyList<Said>> Known = [];

    /// <summary>True where an assembly with these attributes, by simple name, speaks of types of others.</summary>
    public static bool AreSaidBy(IEnumerable<string?> attributes) => attributes.Contains(Attribute);

    /// <summary>The attribute for the first of some types that any assembly speaks of; null for none.</summary>
    public static object? Find(IEnumerable<Type> lineage)
    {
        // Of another session's assemblies none is asked: reading their attributes runs
        // their code, which may wait for what they are loading.
        Type[] types = [.. lineage];
        HashSet<AssemblyLoadContext?> contexts = [.. types.Select(type => AssemblyLoadContext.GetLoadContext(type.Assembly))];
        Said[] all =
        [
            .. AppDomain
                .CurrentDomain.GetAssemblies()
                .Where(assembly => !assembly.IsDynamic && contexts.Contains(AssemblyLoadContext.GetLoadContext(assembly)))
                .SelectMany(assembly => Known.GetValue(assembly, Read)),
        ];
        return all.Length == 0
            ? null
            : types
                .Select(type =>
                    Array.Find(
                        all,
                        said => said.Shown == type.FullName && said.Context == AssemblyLoadContext.GetLoadContext(type.Assembly)
                    )
                )
                .FirstOrDefault(said => said is not null)
                ?.Attribute;
    }

    private static List<Said> Read(Assembly assembly)
    {
        // Only the names are looked at first: other attributes may need assemblies that are not there.
        return assembly.GetCustomAttributesData().Any(data => data.AttributeType.Name == Attribute)
            ?
            [
                .. assembly
                    .GetCustomAttributes()
                    .Where(attribute => attribute.GetType().Name == Attribute)
                    .Select(attribute => new Said(
                        (string)attribute.GetType().GetProperty("ShownTypeName")!.GetValue(attribute)!,
                        AssemblyLoadContext.GetLoadContext(assembly),
                        attribute
                    )),
            ]
            : [];
    }

    private sealed record Said(string Shown, AssemblyLoadContext? Context, object Attribute);
}
