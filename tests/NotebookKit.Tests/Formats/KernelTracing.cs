namespace NotebookKit.Tests.Formats;

/// <summary>The kernel's tracing files, for captures made here and now.</summary>
internal static class KernelTracing
{
    private const string Usual = "/sys/kernel/tracing";

    /// <summary>Where the files are; null where this host does not show them to us.</summary>
    public static string? Folder { get; } = Find();

    public static void Write(string file, string value) => File.WriteAllText(Path.Combine(Folder!, file), value);

    private static string? Find()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        if (!File.Exists(Path.Combine(Usual, "trace")) && Directory.Exists(Usual))
        {
            Tool.Run("mount", "-t", "tracefs", "nodev", Usual);
        }

        return File.Exists(Path.Combine(Usual, "trace")) ? Usual : null;
    }
}
