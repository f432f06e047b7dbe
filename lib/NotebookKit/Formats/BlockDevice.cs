namespace NotebookKit;

/// <summary>A block device by its numbers.</summary>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
public readonly record struct BlockDevice(int Major, int Minor)
{
    /// <summary>The device 0,0, of an event that names none: perf's and ftrace's plug and unplug, a request without a disk.</summary>
    public static BlockDevice Unknown => default;

    /// <summary>As the tools print it: <c>259,0</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Major},{Minor}");
}
