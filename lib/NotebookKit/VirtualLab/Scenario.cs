namespace NotebookKit.VirtualLab;

/// <summary>What the virtual lab does once: a stack on a throttled drive, a workload,
/// what is captured, and what must be seen if it worked.</summary>
/// <remarks>Read from a small file; <see cref="ScenarioText"/> says what stands in it.</remarks>
internal sealed record Scenario
{
    /// <summary>Its name, which is the file's without its ending, and the recording's.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The known cause, or <c>healthy</c>; one of the words that the classifier knows where it knows the cause.</summary>
    public required string Label { get; init; }

    /// <summary>What lies on the drive, and which part the workload uses.</summary>
    public required ScenarioWords Stack { get; init; }

    /// <summary>What the drive can do: <c>iops</c> requests and <c>bps</c> bytes a second, 0 for no limit.</summary>
    public ScenarioWords Drive { get; init; } = new("", new SortedDictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Attributes of the drive's queue, by the kernel's own names; those not named stay as the kernel sets them.</summary>
    public ScenarioWords Queue { get; init; } = new("", new SortedDictionary<string, string>(StringComparer.Ordinal));

    /// <summary>What reads and writes.</summary>
    public required ScenarioWords Workload { get; init; }

    /// <summary>What goes on beside the workload; null for nothing.</summary>
    public ScenarioWords? Beside { get; init; }

    /// <summary>Reads of somebody else meanwhile: <c>rate</c> a second, of 4 KiB each,
    /// all over the drive; none where it is not set.</summary>
    public ScenarioWords Noise { get; init; } = new("", new SortedDictionary<string, string>(StringComparer.Ordinal));

    /// <summary>What is captured, in this order; the workload runs once for each.</summary>
    public required IReadOnlyList<string> Captures { get; init; }

    /// <summary>What must be counted in the recording for the label to hold.</summary>
    public required IReadOnlyList<ExpectedCount> Right { get; init; }

    /// <summary>What is counted on a kernel that has what is asked for, where kernels are
    /// tried; <see cref="Right"/> says whether the scenario worked at all.</summary>
    public IReadOnlyList<ExpectedCount> Bad { get; init; } = [];

    /// <summary>What is counted on a kernel that does not.</summary>
    public IReadOnlyList<ExpectedCount> Good { get; init; } = [];

    /// <summary>The kernels that can show it, by <see cref="GuestKernel.Name"/>; empty
    /// for all. The file's comment says what the others lack.</summary>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>True where a kernel can show it.</summary>
    public bool RunsOn(GuestKernel kernel) => Kernels.Count == 0 || Kernels.Contains(kernel.Name);

    /// <summary>What the machine must have that not every one has; scenarios of one word share a boot.</summary>
    internal string Machine =>
        Stack.Kind == "multipath" ? GuestMachine.TwoPaths
        : Stack.Kind is "thin" or "xfs" or "btrfs" || Beside?.Kind is "writer" or "discards" ? GuestMachine.Blank // what others have on the drive is written over
        : Stack.Settings.GetValueOrDefault("drives", "1");

    /// <summary>What may be drawn; with nothing here it is not among those that are drawn by themselves.</summary>
    public IReadOnlyList<ScenarioDraw> Draws { get; init; } = [];
}

/// <summary>A word and its settings, as one line of a scenario has them: <c>fio rw=randread bs=4k</c>.</summary>
/// <param name="Kind">The word; empty where the line has settings alone.</param>
/// <param name="Settings">The settings, by name.</param>
internal sealed record ScenarioWords(string Kind, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>A whole number; <paramref name="other"/> where it is not set.</summary>
    public long Number(string name, long other) =>
        Settings.TryGetValue(name, out string? text) ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : other;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(
            ' ',
            new[] { Kind }.Where(kind => kind.Length > 0).Concat(Settings.Select(setting => $"{setting.Key}={setting.Value}"))
        );
}
