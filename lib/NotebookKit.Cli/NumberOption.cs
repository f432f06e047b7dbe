using System.CommandLine;
using System.Globalization;

namespace NotebookKit.Cli;

/// <summary>Options that take a whole number within limits: what is none is a mistake of
/// the command line, and the limits are said.</summary>
internal static class NumberOption
{
    /// <summary>An option; null where it is not given.</summary>
    public static Option<int?> Of(string name, int least, int most, string description) =>
        new(name)
        {
            HelpName = "N",
            Description = description,
            CustomParser = result =>
            {
                if (
                    int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                    && number >= least
                    && number <= most
                )
                {
                    return number;
                }

                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"{name}: expected {least} to {most}, not \"{result.Tokens[0].Value}\"")
                );
                return null;
            },
        };
}
