using System.Globalization;

namespace NotebookKit.Scripting.Formatting;

/// <summary>The language in which records are made: none. The same notebook gives the same record wherever it runs.</summary>
public static class RecordLanguage
{
    // Letters as they are, messages in English, sorted by code point.
    private const string Neutral = "C.UTF-8";

    /// <summary>Lets the calling thread, and what it starts, write numbers and times in no language.</summary>
    public static void ForThisThread()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    /// <summary>Lets this process, and every program that it starts, speak no language. To be called before anything else.</summary>
    /// <returns>The variables of the environment that it changed, as they were; null for one that was not set.</returns>
    public static IReadOnlyDictionary<string, string?> ForThisProcess()
    {
        var before = new Dictionary<string, string?>();

        // What is asked for at build is asked again of the environment, before the first word is written.
        Set("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        Set("LC_ALL", Neutral);
        Set("LANGUAGE", null);
        return before;

        void Set(string name, string? value)
        {
            before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>Lets a program that is to be started speak no language.</summary>
    public static void For(IDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment["LC_ALL"] = Neutral;

        // It wins over LC_ALL wherever that is not C itself.
        environment.Remove("LANGUAGE");
    }
}
