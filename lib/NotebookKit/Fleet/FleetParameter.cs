using System.Globalization;

namespace NotebookKit.Fleet;

/// <summary>A parameter of a question.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Initial">What it is where nothing is given: a text or a number.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record FleetParameter(string Name, object Initial, string Meaning)
{
    internal object Take(object? given) =>
        given switch
        {
            null => Initial,
            string text when Initial is string => text,
            string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
                ? number
                : throw new ArgumentException($"{Name} is a number, and \"{text}\" is none"),
            IConvertible number
                when Initial is double && number.ToDouble(CultureInfo.InvariantCulture) is var value && double.IsFinite(value) => value,
            _ => throw new ArgumentException($"{Name} is a {(Initial is double ? "number" : "text")}, not {given}"),
        };
}
