using System.Collections.Concurrent;
using System.Reflection;

namespace NotebookKit.Kernel.Formatting;

/// <summary>What loaded assemblies say of the display of types that are not their own.</summary>
/// <remarks>
/// An attribute on the assembly whose simple name is <c>ShowsAttribute</c> names the type (<c>ShownType</c>) and, as the attribute on a type
/// does, its formatters (<c>FormatterSourceType</c>, <c>PreferredMimeTypes</c>).
/// </remarks>
internal static class ForeignFormatters
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyList<(Type Shown, object Attribute)>> Known = new();

    /// <summary>The attribute for the first of some types that any assembly speaks of; null for none.</summary>
    public static object? Find(IEnumerable<Type> lineage)
    {
        (Type Shown, object Attribute)[] all = [.. AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic).SelectMany(assembly => Known.GetOrAdd(assembly, Read))];
        return all.Length == 0 ? null : lineage.Select(type => all.FirstOrDefault(entry => entry.Shown == type).Attribute).FirstOrDefault(attribute => attribute is not null);
    }

    private static List<(Type Shown, object Attribute)> Read(Assembly assembly)
    {
        // Only the names are looked at first: other attributes may need assemblies that are not there.
        return assembly.GetCustomAttributesData().Any(data => data.AttributeType.Name == "ShowsAttribute")
            ? [.. assembly.GetCustomAttributes().Where(attribute => attribute.GetType().Name == "ShowsAttribute").Select(attribute => (Shown(attribute), (object)attribute))]
            : [];
    }

    private static Type Shown(Attribute attribute) => (Type)attribute.GetType().GetProperty("ShownType")!.GetValue(attribute)!;
}
