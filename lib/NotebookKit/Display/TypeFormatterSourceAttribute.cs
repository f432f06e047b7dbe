namespace NotebookKit.Display;

/// <summary>Names the class whose formatters show a value of the marked type in a notebook.</summary>
/// <remarks>
/// .NET Interactive and NotebookKit's own engine look this attribute up by its simple name and read the two properties by
/// reflection, so the library needs no notebook package. The source class must have a public parameterless constructor and a
/// method <c>IEnumerable&lt;object&gt; CreateTypeFormatters()</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute : Attribute
{
    /// <summary>Marks a type with the class that creates its formatters.</summary>
    /// <param name="formatterSourceType">A class with a public parameterless constructor and <c>CreateTypeFormatters()</c>.</param>
    public TypeFormatterSourceAttribute(Type formatterSourceType) => FormatterSourceType = formatterSourceType;

    /// <summary>The class that creates the formatters.</summary>
    public Type FormatterSourceType { get; }

    /// <summary>The mime types of the bundle, in order; HTML and text unless others are named.</summary>
    /// <remarks>An engine asks for every type named here, and none may be named that cannot be produced. An empty array makes
    /// .NET Interactive throw, so never set one.</remarks>
    public string[] PreferredMimeTypes { get; set; } = [MimeTypes.Html, MimeTypes.Text];
}
