namespace NotebookKit.Flames;

/// <summary>The script of flame graphs, kept in files of their own: <c>flame.js</c> is
/// the graph, <c>flame-host.js</c> puts it into a host's output.</summary>
internal static class FlameScript
{
    /// <summary>The function that brings a picture to life.</summary>
    public static string Function { get; } = Read("flame.js") + Read("flame-host.js");

    /// <summary>The script of a picture that stands alone.</summary>
    public static string Alone => Function + "\nnbkFlame(document.documentElement);";

    private static string Read(string name)
    {
        using Stream stream =
            typeof(FlameScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
