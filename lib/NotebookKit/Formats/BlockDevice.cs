namespace NotebookKit.Formats;

/// <summary>A block device by its numbers.</summary>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
public readonly record struct BlockDevice(int Major, int Minor)
{
    /// <summary>As the tools print it: <c>259,0</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Major},{Minor}");
}
