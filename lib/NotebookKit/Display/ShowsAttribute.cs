namespace NotebookKit.Display;

/// <summary>Says how a type that is not this assembly's own is shown in a notebook.</summary>
/// <remarks>
/// What <see cref="TypeFormatterSourceAttribute"/> says on a type, this says on an assembly: NotebookKit's own engine finds it by its
/// simple name; .NET Interactive does not know it, so <see cref="ForeignDisplays"/> registers there what it says. The type is named rather
/// than given, so that its assembly is not loaded before a cell uses it.
/// </remarks>
/// <param name="shownTypeName">The type's full name: <c>XPlot.Plotly.PlotlyChart</c>.</param>
/// <param name="formatterSourceType">A class with a public parameterless constructor and <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ShowsAttribute(string shownTypeName, Type formatterSourceType) : Attribute
{
    /// <summary>The full name of the type that is shown; those derived from it are shown so too.</summary>
    public string ShownTypeName { get; } = shownTypeName;

    /// <summary>The class that creates the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The mime types of the bundle, in order.</summary>
    /// <remarks><see cref="StaticPicture.AnyImage"/> is given back as <see cref="StaticPicture.MimeType"/>.</remarks>
    public string[]? PreferredMimeTypes
    {
        get => field is null ? null : Array.ConvertAll(field, mime => mime == StaticPicture.AnyImage ? StaticPicture.MimeType : mime);
        set;
    }
}
