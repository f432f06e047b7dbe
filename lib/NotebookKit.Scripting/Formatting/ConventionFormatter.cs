using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NotebookKit.Scripting.Formatting;

/// <summary>Shows values whose type says itself how: .NET Interactive's convention, found by names alone.</summary>
/// <remarks>
/// An attribute whose simple name is <c>TypeFormatterSourceAttribute</c> names a source class
/// (<c>FormatterSourceType</c>) and, if it likes, the mime types of the bundle (<c>PreferredMimeTypes</c>; none means
/// text/html). The source's <c>CreateTypeFormatters()</c> gives objects with <c>MimeType</c> and <c>bool Format(object,
/// TextWriter)</c>. Types of others get such an attribute from an assembly; see <see cref="ForeignFormatters"/>.
/// </remarks>
internal static class ConventionFormatter
{
    // Weak: a type that a cell declares goes with the cell.
    private static readonly ConditionalWeakTable<Type, StrongBox<IReadOnlyList<Form>?>> Known = [];

    // What an assembly that is loaded later says of a type counts from then on.
    static ConventionFormatter() => AppDomain.CurrentDomain.AssemblyLoad += (_, _) => Known.Clear();

    /// <summary>Shows a value.</summary>
    /// <returns>Null where its type says nothing.</returns>
    /// <exception cref="InvalidOperationException">The type's formatter breaks the convention, or threw.</exception>
    public static MimeBundle? TryFormat(object value)
    {
        if (Known.GetValue(value.GetType(), static type => new(Find(type))).Value is not { } forms)
        {
            return null;
        }

        var bundle = new MimeBundle();
        foreach (Form form in forms)
        {
            using var writer = new FormWriter();
            if (form.Write(value, writer))
            {
                writer.AddTo(bundle, form.MimeType);
            }
        }

        return bundle.Count > 0 ? bundle : null;
    }

    private static List<Form>? Find(Type type)
    {
        if (Attribute(type) is not { } attribute)
        {
            return null;
        }

        var source = (Type)Property(attribute, "FormatterSourceType")!;
        var preferred = (string[]?)Property(attribute, "PreferredMimeTypes") ?? ["text/html"];
        object maker = Activator.CreateInstance(source) ?? throw Broken(type, $"{source} cannot be created");
        MethodInfo make = source.GetMethod("CreateTypeFormatters") ?? throw Broken(type, $"{source} has no CreateTypeFormatters()");
        var forms = new List<Form>();
        foreach (object formatter in (IEnumerable)make.Invoke(maker, null)!)
        {
            var mime = (string)Property(formatter, "MimeType")!;
            MethodInfo format =
                formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])
                ?? throw Broken(type, $"{formatter.GetType()} has no Format(object, TextWriter)");
            if (preferred.Contains(mime))
            {
                forms.Add(new Form(mime, (value, writer) => Invoke(format, formatter, value, writer)));
            }
        }

        forms.Sort((left, right) => Array.IndexOf(preferred, left.MimeType).CompareTo(Array.IndexOf(preferred, right.MimeType)));
        return forms;
    }

    private static bool Invoke(MethodInfo format, object formatter, object value, TextWriter writer)
    {
        try
        {
            return format.Invoke(formatter, [value, writer]) is true;
        }
        catch (TargetInvocationException error)
        {
            throw new InvalidOperationException(
                $"showing a {value.GetType().Name} failed: {error.InnerException?.Message}",
                error.InnerException
            );
        }
    }

    private static object? Attribute(Type type)
    {
        IEnumerable<Type> lineage = type.GetInterfaces().Prepend(type);
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            lineage = lineage.Append(parent);
        }

        return lineage
                .SelectMany(candidate => candidate.GetCustomAttributes(inherit: false))
                .FirstOrDefault(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute")
            ?? ForeignFormatters.Find(lineage);
    }

    private static object? Property(object instance, string name) => instance.GetType().GetProperty(name)?.GetValue(instance);

    private static InvalidOperationException Broken(Type type, string what) =>
        new($"the formatter of {type} breaks the convention: {what}");

    private sealed record Form(string MimeType, Func<object, TextWriter, bool> Write);
}
