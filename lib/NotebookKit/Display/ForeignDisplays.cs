using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace NotebookKit.Display;

/// <summary>Registers the displays of types that are not ours with .NET Interactive, where this library is loaded into it or into a
/// program that embeds it.</summary>
/// <remarks>
/// Its formatters are found by name, so that the library needs no notebook package; a program without them goes on without. The public
/// members used are <c>Formatter.Register(Type, Action&lt;object, TextWriter&gt;, string)</c> and
/// <c>Formatter.SetPreferredMimeTypesFor</c>.
/// </remarks>
internal static class ForeignDisplays
{
    private const string FormattingAssembly = "Microsoft.DotNet.Interactive.Formatting";

    private static readonly AssemblyLoadContext? Own = AssemblyLoadContext.GetLoadContext(typeof(ForeignDisplays).Assembly);

    private static readonly ShowsAttribute[] All = [.. typeof(ForeignDisplays).Assembly.GetCustomAttributes<ShowsAttribute>()];

    /// <summary>How a value of a type that is not ours is shown; null where nothing is said of it.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Where cells run, nothing was trimmed.")]
    public static IShown? Of(object value)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (Array.Find(All, shows => shows.ShownTypeName == type.FullName) is { } shows)
            {
                return (IShown)Activator.CreateInstance(shows.ShownAs, value)!;
            }
        }

        return null;
    }

    // In a program compiled ahead there are no cells, and neither the displays nor what they show needs to be taken into it.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A display must be there before the first value is shown.")]
    internal static void RegisterWhenLoaded()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => Register(loaded.LoadedAssembly);
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Register(assembly);
        }
    }

    // Either may come first: the formatters, or what they are to show.
    private static void Register(Assembly loaded)
    {
        string? name = loaded.GetName().Name;
        if (loaded.IsDynamic || name is null || IsOfAnother(loaded))
        {
            return;
        }

        if (name == FormattingAssembly)
        {
            foreach (
                Assembly assembly in AppDomain
                    .CurrentDomain.GetAssemblies()
                    .Where(assembly => !assembly.IsDynamic && !IsOfAnother(assembly))
            )
            {
                Register(assembly, loaded);
            }
        }
        else if (
            AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == FormattingAssembly) is
            { } formatting
        )
        {
            Register(loaded, formatting);
        }
    }

    // Sessions of cells that run beside one another each have their copy of this library, and of what it shows. To ask another's for a type
    // can mean to wait for what it is loading, while it waits for this one.
    private static bool IsOfAnother(Assembly assembly) =>
        AssemblyLoadContext.GetLoadContext(assembly) is { Name: { } name } context && context != Own && name == Own?.Name;

    private static void Register(Assembly shown, Assembly formatting)
    {
        foreach (ShowsAttribute shows in All)
        {
            if (shown.GetType(shows.ShownTypeName) is { } type && formatting.GetType(FormattingAssembly + ".Formatter") is { } formatter)
            {
                Register(shows, type, formatter);
            }
        }
    }

    private static void Register(ShowsAttribute shows, Type type, Type formatter)
    {
        if (
            formatter.GetMethod("Register", [typeof(Type), typeof(Action<object, TextWriter>), typeof(string)]) is not { } register
            || formatter.GetMethod("SetPreferredMimeTypesFor", [typeof(Type), typeof(string[])]) is not { } prefer
        )
        {
            return;
        }

        object source = Activator.CreateInstance(shows.FormatterSourceType)!;
        var formatters = (IEnumerable<object>)shows.FormatterSourceType.GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        string[] mimes = [.. shows.PreferredMimeTypes, .. shows.OtherMimeTypes];
        foreach (MimeFormatter form in formatters.OfType<MimeFormatter>().Where(form => mimes.Contains(form.MimeType)))
        {
            register.Invoke(null, [type, (Action<object, TextWriter>)((value, writer) => form.Format(value, writer)), form.MimeType]);
        }

        prefer.Invoke(null, [type, shows.PreferredMimeTypes]);
    }
}
