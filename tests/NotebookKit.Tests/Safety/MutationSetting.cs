using System.Globalization;

namespace NotebookKit.Tests.Safety;

/// <summary>How many damaged inputs are tried: few in every run, as many as NOTEBOOKKIT_MUTATIONS says in those by hand.</summary>
internal static class MutationSetting
{
    /// <summary>The number of inputs.</summary>
    /// <param name="usual">Where nothing else is asked for.</param>
    public static int Count(int usual) => Of("NOTEBOOKKIT_MUTATIONS", usual);

    /// <summary>The seed of the first input (NOTEBOOKKIT_SEED); each further one has the next.</summary>
    public static int Seed { get; } = Of("NOTEBOOKKIT_SEED", 20240607);

    private static int Of(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : usual;
}
