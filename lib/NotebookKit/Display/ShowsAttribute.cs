namespace NotebookKit.Display;

/// <summary>Says how a type that is not this assembly's own is shown in a notebook.</summary>
/// <remarks>
/// What <see cref="TypeFormatterSourceAttribute"/> says on a type, this says on an assembly: NotebookKit's own engine finds it by its
/// simple name; .NET Interactive does not know it, so <see cref="ForeignDisplays"/> registers there what it says.
/// </remarks>
/// <param name="shownType">The type.</param>
/// <param name="formatterSourceType">A class with a public parameterless constructor and <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ShowsAttribute(Type shownType, Type formatterSourceType) : Attribute
{
    /// <summary>The type that is shown; those derived from it too.</summary>
    public Type ShownType { get; } = shownType;

    /// <summary>The class that creates the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The mime types of the bundle, in order.</summary>
    /// <remarks><see cref="StaticPicture.AnyImage"/> is given back as the picture type that this host can make.</remarks>
    public string[]? PreferredMimeTypes
    {
        get => field is null ? null : Array.ConvertAll(field, mime => mime == StaticPicture.AnyImage ? StaticPicture.MimeType : mime);
        set;
    }
}
