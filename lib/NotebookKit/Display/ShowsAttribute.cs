namespace NotebookKit.Display;

/// <summary>Says how a type that is not this assembly's own is shown in a notebook.</summary>
/// <remarks>
/// What <see cref="TypeFormatterSourceAttribute"/> says on a type, this says on an assembly: NotebookKit's own engine finds it by its
/// simple name; .NET Interactive does not know it, so <see cref="ForeignDisplays"/> registers there what it says. The type is named rather
/// than given, so that its assembly is not loaded before a cell uses it.
/// </remarks>
/// <param name="shownTypeName">The type's full name: <c>XPlot.Plotly.PlotlyChart</c>.</param>
/// <param name="formatterSourceType">A class with a public parameterless constructor and <c>CreateTypeFormatters()</c>.</param>
/// <param name="shownAs">An <see cref="IShown"/> with a public constructor that takes a value of the type.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ShowsAttribute(string shownTypeName, Type formatterSourceType, Type shownAs) : Attribute
{
    /// <summary>The full name of the type that is shown; those derived from it are shown so too.</summary>
    public string ShownTypeName { get; } = shownTypeName;

    /// <summary>The class that creates the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>Wraps a value and says how it is shown.</summary>
    public Type ShownAs { get; } = shownAs;

    /// <summary>The mime types of the bundle, in order; HTML and text unless others are named.</summary>
    public string[] PreferredMimeTypes { get; set; } = [MimeTypes.Html, MimeTypes.Text];

    /// <summary>Mime types that are no part of the bundle, but that a host may ask for.</summary>
    public string[] OtherMimeTypes { get; set; } = [];
}
