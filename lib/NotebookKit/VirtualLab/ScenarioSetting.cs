using System.Globalization;

namespace NotebookKit.VirtualLab;

/// <summary>A setting of a scenario by the name of its line and its own: <c>drive.iops</c>, <c>stack.chunk</c>, <c>capture</c>.</summary>
internal static class ScenarioSetting
{
    /// <summary>The lines that have settings.</summary>
    public static readonly string[] Lines = ["stack", "drive", "queue", "workload", "beside", "noise"];

    /// <summary>The value as a number, sizes in bytes; null where it is not set, or is no number.</summary>
    public static double? Find(Scenario scenario, string of) =>
        of.Split('.') is [var line, var name] && Words(scenario, line) is { } words && words.Settings.TryGetValue(name, out string? text)
            ? Value(name, text)
            : null;

    /// <summary>The scenario with a setting set to another value.</summary>
    public static Scenario With(Scenario scenario, string of, string value)
    {
        if (of == "capture")
        {
            return scenario with { Captures = value.Split('+') };
        }

        string[] parts = of.Split('.');
        ScenarioWords words = Words(scenario, parts[0]) ?? new("", new SortedDictionary<string, string>());
        ScenarioWords set = words with
        {
            Settings = new SortedDictionary<string, string>(words.Settings.ToDictionary(), StringComparer.Ordinal) { [parts[1]] = value },
        };
        return parts[0] switch
        {
            "stack" => scenario with { Stack = set },
            "drive" => scenario with { Drive = set },
            "queue" => scenario with { Queue = set },
            "workload" => scenario with { Workload = set },
            "beside" => scenario with { Beside = set },
            _ => scenario with { Noise = set },
        };
    }

    private static ScenarioWords? Words(Scenario scenario, string line) =>
        line switch
        {
            "stack" => scenario.Stack,
            "drive" => scenario.Drive,
            "queue" => scenario.Queue,
            "workload" => scenario.Workload,
            "beside" => scenario.Beside,
            "noise" => scenario.Noise,
            _ => null,
        };

    private static double? Value(string name, string text)
    {
        double unit = text[^1] switch
        {
            'k' or 'K' => 1 << 10,
            'm' or 'M' => 1 << 20,
            'g' or 'G' => 1 << 30,
            _ => name.EndsWith("_kb", StringComparison.Ordinal) ? 1 << 10 : 1,
        };
        return double.TryParse(
            text.AsSpan(0, text.Length - (char.IsAsciiDigit(text[^1]) ? 0 : 1)),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out double number
        )
            ? number * unit
            : null;
    }
}
