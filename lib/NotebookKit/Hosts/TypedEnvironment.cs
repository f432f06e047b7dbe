using System.Collections;

namespace NotebookKit.Hosts;

/// <summary>The environment in which this process was started: a command that somebody
/// typed gets it, whatever this process has changed in its own since.</summary>
internal static class TypedEnvironment
{
    private static Dictionary<string, string?>? _atStart;

    /// <summary>Keeps what the environment was.</summary>
    /// <param name="changed">The variables that this process has changed by now, as they were; null for one that was not set.</param>
    public static void Keep(IReadOnlyDictionary<string, string?> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        _atStart = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
        foreach ((string name, string? value) in changed)
        {
            if (value is null)
            {
                _atStart.Remove(name);
            }
            else
            {
                _atStart[name] = value;
            }
        }
    }

    /// <summary>Makes an environment what it was when this process was started; leaves it as it is where that was not kept.</summary>
    internal static void To(IDictionary<string, string?> environment)
    {
        if (_atStart is null)
        {
            return;
        }

        environment.Clear();
        foreach ((string name, string? value) in _atStart)
        {
            environment[name] = value;
        }
    }
}
