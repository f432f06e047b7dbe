using System.Globalization;

namespace NotebookKit;

/// <summary>What the command line of iostat says that its output does not.</summary>
/// <remarks>Source: iostat(1), sysstat 12.6.</remarks>
internal readonly record struct IostatOptions
{
    /// <summary>The options that take the next argument.</summary>
    private static readonly string[] WithValue = ["-g", "-j", "-o", "-f", "+f"];

    /// <summary>True where <c>-y</c> left out the report since boot; null to judge by the output.</summary>
    public bool? FirstOmitted { get; init; }

    /// <summary>The interval asked for, in s; null where unknown.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>Reads them from a command line.</summary>
    /// <param name="argv">The command and its arguments.</param>
    public static IostatOptions Of(IReadOnlyList<string> argv)
    {
        ArgumentNullException.ThrowIfNull(argv);
        bool omitted = false;
        double? interval = null;
        for (int i = 1; i < argv.Count; i++)
        {
            string argument = argv[i];
            if (WithValue.Contains(argument))
            {
                i++;
            }
            else if (argument is ['-', not '-', ..])
            {
                omitted |= argument.Contains('y', StringComparison.Ordinal);
            }
            else if (interval is null && int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            {
                interval = seconds;
            }
        }

        // Without an interval there is one report only, and -y has no effect.
        return new IostatOptions { FirstOmitted = omitted && interval > 0, IntervalSeconds = interval > 0 ? interval : null };
    }
}
