using System.Globalization;

namespace NotebookKit.VirtualLab;

/// <summary>A recording that is to be made: a scenario with the values that were drawn for it, on a kernel.</summary>
/// <param name="Name">The recording's name, which tells nothing: <c>r001</c>.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Scenario">The scenario, by its own name and with the values drawn.</param>
/// <param name="Parameters">The values drawn, by line and setting.</param>
internal sealed record LabDrawn(string Name, GuestKernel Kernel, Scenario Scenario, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Draws recordings: the same from the same seed, and the first of many are the same as of few.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Kernels">The kernels, which take turns; where the one whose turn it is cannot show a scenario, another does.</param>
/// <param name="Scenarios">Names of scenarios: each comes once before one comes again, in an order that is drawn anew each time.</param>
internal sealed record LabDraw(int Seed, IReadOnlyList<GuestKernel> Kernels, IReadOnlyList<string> Scenarios)
{
    /// <summary>The most that can be drawn.</summary>
    public const int Most = 9999;

    /// <summary>Those that come with the product and say what may be drawn for them.</summary>
    public static IReadOnlyList<string> Drawable { get; } =
    [.. NotebookKit.Scenarios.Names.Where(name => NotebookKit.Scenarios.Find(name).Draws.Count > 0)];

    /// <summary>Those of <see cref="Drawable"/> that one of some kernels can show.</summary>
    public static IReadOnlyList<string> DrawableOn(IReadOnlyList<GuestKernel> kernels) =>
        [.. Drawable.Where(name => kernels.Any(NotebookKit.Scenarios.Find(name).RunsOn))];

    /// <summary>Draws so many.</summary>
    /// <exception cref="ArgumentException">None of the kernels can show one of the scenarios.</exception>
    public IReadOnlyList<LabDrawn> Draw(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        Scenario[] known = [.. Scenarios.Select(NotebookKit.Scenarios.Find)];
        if (known.FirstOrDefault(scenario => !Kernels.Any(scenario.RunsOn)) is { } nowhere)
        {
            throw new ArgumentException(
                $"{nowhere.Name} can be seen on kernel {string.Join(", ", nowhere.Kernels)} alone, and of these none was named"
            );
        }

        var drawn = new List<LabDrawn>();
        for (int i = 0; i < count; i++)
        {
            Scenario scenario = Round(known, i / known.Length)[i % known.Length];
            drawn.Add(One(i, scenario));
        }

        return drawn;
    }

    /// <summary>What was drawn, a row a recording.</summary>
    public static ResultTable Table(IReadOnlyList<LabDrawn> drawn) =>
        ResultTable
            .Of(drawn)
            .Text("recording", one => one.Name)
            .Text("kernel", one => one.Kernel.Name)
            .Text("label", one => one.Scenario.Label)
            .Text("scenario", one => one.Scenario.Name)
            .Text("drawn", one => string.Join(' ', one.Parameters.Select(set => $"{set.Key}={set.Value}")))
            .Titled($"{drawn.Count} recordings drawn");

    // Each recording has its own numbers, so that what comes after one does not depend on how much was drawn for it.
    private LabDrawn One(int number, Scenario scenario)
    {
        var random = new Random(Mixed(number, 1));
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ScenarioDraw draw in scenario.Draws)
        {
            parameters[draw.Of] = draw.Values[random.Next(draw.Values.Count)];
            scenario = ScenarioSetting.With(scenario, draw.Of, parameters[draw.Of]);
        }

        GuestKernel turn = Kernels[number % Kernels.Count];
        GuestKernel[] others = [.. Kernels.Where(scenario.RunsOn)];
        return new LabDrawn(
            string.Create(CultureInfo.InvariantCulture, $"r{number + 1:000}"),
            scenario.RunsOn(turn) ? turn : others[number % others.Length],
            scenario with
            {
                Draws = [],
            },
            parameters
        );
    }

    private Scenario[] Round(Scenario[] known, int round)
    {
        Scenario[] order = [.. known];
        new Random(Mixed(round, 2)).Shuffle(order);
        return order;
    }

    // Random with a seed gives the same numbers on every release of .NET; HashCode would not.
    private int Mixed(int number, int salt) =>
        unchecked((int)((((uint)Seed * 2654435761u) ^ ((uint)number * 40503u) ^ ((uint)salt * 2246822519u)) & int.MaxValue));
}
