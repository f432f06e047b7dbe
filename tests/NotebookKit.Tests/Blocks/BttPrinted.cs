using System.Globalization;

namespace NotebookKit.Tests.Blocks;

/// <summary>What btt printed: its lines, by section.</summary>
internal sealed class BttPrinted(string[] lines)
{
    public static BttPrinted Read(string path) => new(File.ReadAllLines(path));

    /// <summary>Runs the installed blkparse and btt on binary captures.</summary>
    public static BttPrinted Run(string folder, params string[] names)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("btt");
        try
        {
            string dump = Path.Combine(work.FullName, "dump");
            (int parsed, _, string parseError) = Tool.Run(
                "blkparse",
                ["-q", "-O", "-d", dump, "-D", folder, .. names.SelectMany(name => new[] { "-i", name })]
            );
            Assert.True(parsed == 0, parseError);
            string prefix = Path.Combine(work.FullName, "out");
            (int ran, _, string error) = Tool.Run("btt", "-i", dump, "-o", prefix);
            Assert.True(ran == 0, error);
            return Read(prefix + ".avg");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>The phase lines of "All Devices", exactly as printed.</summary>
    public IReadOnlyList<string> Phases => [.. Section("All Devices").Where(line => line.Length > 2 && line[1] == '2')];

    /// <summary>The words of the line of a device in a section.</summary>
    public string[]? Device(string section, BlockDevice device) =>
        Section(section)
            .Where(line => line.TrimStart().StartsWith($"({device.Major, 3},{device.Minor, 3})", StringComparison.Ordinal))
            .Select(line =>
                line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..].Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries)
            )
            .FirstOrDefault();

    public static IEnumerable<string> Differences(BttPrinted btt, BlockTrace trace)
    {
        foreach (string line in btt.Phases)
        {
            Phase phase = Enum.Parse<Phase>(line.Split(' ')[0]);
            string ours = trace.Phases.Get(phase, Denominator.Btt)?.ToBttLine() ?? $"{phase}: none";
            if (ours != line)
            {
                yield return $"btt  {line}\nours {ours}";
            }
        }

        Phase[] printed = [.. btt.Phases.Select(line => Enum.Parse<Phase>(line.Split(' ')[0]))];
        foreach (PhaseSummary row in trace.Phases.All.Where(row => row.Device is null && row.Denominator == Denominator.Btt))
        {
            // btt times Q2I and Q2D for other outputs, and prints neither here.
            if (row.Phase is not (Phase.Q2I or Phase.Q2D) && !printed.Contains(row.Phase))
            {
                yield return $"btt does not print {row.ToBttLine()}";
            }
        }
    }

    private IEnumerable<string> Section(string title) =>
        lines
            .SkipWhile(line => !(line.StartsWith("====", StringComparison.Ordinal) && line.Contains(title, StringComparison.Ordinal)))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("====", StringComparison.Ordinal));

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
