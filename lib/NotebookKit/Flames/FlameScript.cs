namespace NotebookKit.Flames;

/// <summary>The script of flame graphs, kept as a file of its own, <c>flame.js</c>.</summary>
internal static class FlameScript
{
    /// <summary>The function that brings a picture to life.</summary>
    public static string Function { get; } = Read();

    /// <summary>The script of a picture that stands alone.</summary>
    public static string Alone => Function + "\nnbkFlame(document.documentElement);";

    private static string Read()
    {
        using Stream stream = typeof(FlameScript).Assembly.GetManifestResourceStream("flame.js")
            ?? throw new InvalidOperationException("The assembly was built without flame.js.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
