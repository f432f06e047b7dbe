using System.Reflection;

namespace NotebookKit.Fleet;

/// <summary>The files of SQL that are part of this library.</summary>
internal static class SqlFiles
{
    private const string Suffix = ".sql";

    /// <summary>Those of a folder, by name.</summary>
    public static IEnumerable<(string Name, string Text)> Of(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        string prefix = $"{typeof(SqlFiles).Namespace}.{folder}.";
        foreach (
            string resource in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[prefix.Length..^Suffix.Length], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }

    /// <summary>The comments in front of a statement.</summary>
    public static IEnumerable<string> Comments(string text) =>
        text.Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal));

    /// <summary>The first of them: what the file is for.</summary>
    public static string FirstComment(string text) => Comments(text).First().TrimStart('-', ' ').TrimEnd();

    /// <summary>The statement.</summary>
    public static string Statement(string text) => string.Join('\n', text.Split('\n').Skip(Comments(text).Count()));
}
