using System.Reflection;

namespace NotebookKit.VirtualLab;

/// <summary>The shell files that run in the guest.</summary>
internal static class GuestScripts
{
    private const string Prefix = "guest/";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of one.</summary>
    public static string TextOf(string name)
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
                ?? throw new ArgumentException($"there is no script {name}; there are {string.Join(", ", Names)}", nameof(name))
        );
        return reader.ReadToEnd();
    }
}
