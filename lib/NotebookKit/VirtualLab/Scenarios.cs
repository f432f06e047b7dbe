using System.Reflection;
using NotebookKit.VirtualLab;

namespace NotebookKit;

/// <summary>The scenarios that come with the product, and those of somebody's own files.</summary>
internal static class Scenarios
{
    /// <summary>The names of those that come with the product.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Scenarios)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(ScenarioText.Extension, StringComparison.Ordinal))
            .Select(name => name[..^ScenarioText.Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a scenario.</summary>
    /// <param name="name">A name of <see cref="Names"/>, or the path of a file.</param>
    /// <exception cref="ArgumentException">There is neither.</exception>
    /// <exception cref="InvalidDataException">The file holds what is not known.</exception>
    internal static Scenario Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Names.Contains(name) ? ScenarioText.Parse(TextOf(name), name + ScenarioText.Extension)
            : File.Exists(name) ? ScenarioText.Read(name)
            : throw new ArgumentException(
                $"there is no scenario {name}, and no file of that name; there are {string.Join(", ", Names)}",
                nameof(name)
            );
    }

    /// <summary>The text of one that comes with the product, to begin a file of one's own with.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string TextOf(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ScenarioText.Extension)
            ?? throw new ArgumentException($"there is no scenario {name}; there are {string.Join(", ", Names)}", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
