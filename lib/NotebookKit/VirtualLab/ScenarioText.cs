// # The defect of the article: nobody merges what the snapshot cuts.
// title     the defect: read-only LVM snapshot, merging off
// label     nomerge
// stack     snapshot chunk=4k
// drive     iops=3000
// queue     nomerges=2
// workload  read
// capture   time perf blktrace iostat
// right     d-sectors=stack.chunk merges=0
// draw      stack.chunk=4k|8k drive.iops=2000|3000 capture=blktrace|perf-all+iostat
//
// A line is a key, blanks, and what it is set to; # begins a comment line. Each key stands once. Which words there are: ScenarioGrammar.
// What stands in draw may take the place of what the other lines say, where recordings
// are made by the hundred; so every value is tried as it is read.
using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.VirtualLab;

/// <summary>Reads a scenario's file, and refuses what it does not know: a word passed over would be a label that is not true.</summary>
internal static class ScenarioText
{
    /// <summary>The ending of a scenario's file.</summary>
    public const string Extension = ".scenario";

    private const int MostBytes = 1 << 16;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Something in it is not known; the message names file, line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Scenario Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path) && !FileKind.IsRegular(path))
        {
            throw new InvalidDataException($"{path} is {FileKind.Of(path)}, and a scenario is a file");
        }

        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[MostBytes + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > MostBytes
            ? throw new InvalidDataException($"{path}: a scenario has a few lines, this file is larger than {MostBytes} bytes")
            : Parse(System.Text.Encoding.UTF8.GetString(bytes, 0, length), path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What errors call it; the name without its ending is the scenario's.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static Scenario Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(source);
        Dictionary<string, ScenarioLine> lines = Lines(text, source);
        ScenarioLine Needed(string key) =>
            lines.GetValueOrDefault(key)
            ?? throw new InvalidDataException(
                $"{source}: there is no line \"{key}\"; every scenario has {string.Join(", ", ScenarioGrammar.Needed)}"
            );
        ScenarioLine? Other(string key) => lines.GetValueOrDefault(key);
        string name = NameOf(source);
        ScenarioWords stack = Needed("stack").Words(ScenarioGrammar.Stacks),
            workload = Needed("workload").Words(ScenarioGrammar.Workloads);
        if (workload.Kind == "read" && stack.Kind is not ("volume" or "origin" or "snapshot" or "xfs" or "btrfs"))
        {
            throw Needed("workload").Fault(0, $"expected dd or fio: on the stack \"{stack.Kind}\" there are no files to read");
        }

        var scenario = new Scenario
        {
            Name = name,
            Title = Needed("title").Value,
            Label = Needed("label").Word(),
            Stack = stack,
            Drive = Other("drive")?.Settings(ScenarioGrammar.Drive) ?? new("", new Dictionary<string, string>()),
            Queue = Other("queue")?.Settings(ScenarioGrammar.Queue) ?? new("", new Dictionary<string, string>()),
            Workload = workload,
            Beside = Other("beside")?.Words(ScenarioGrammar.Besides),
            Captures = Needed("capture").Each(ScenarioGrammar.Captures),
            Noise = Other("noise")?.Settings(ScenarioGrammar.Noise) ?? new("", new Dictionary<string, string>()),
            Right = Needed("right").Counts(),
            Bad = Other("bad")?.Counts() ?? [],
            Good = Other("good")?.Counts() ?? [],
            Kernels = Other("kernels")?.Each([.. GuestKernel.All.Select(kernel => kernel.Name)]) ?? [],
            Draws = Other("draw")?.Draws() ?? [],
        };
        foreach (
            (string key, ExpectedCount count) in scenario
                .Right.Select(count => ("right", count))
                .Concat(scenario.Bad.Select(count => ("bad", count)))
                .Concat(scenario.Good.Select(count => ("good", count)))
        )
        {
            if (count.Of is not null && ScenarioSetting.Find(scenario, count.Of) is null)
            {
                throw Needed(key).Fault(0, $"{count} asks for {count.Of}, which no line sets to a number");
            }
        }

        foreach ((ScenarioDraw draw, string value) in scenario.Draws.SelectMany(draw => draw.Values.Select(value => (draw, value))))
        {
            try
            {
                Parse(TextOf(ScenarioSetting.With(scenario, draw.Of, value) with { Draws = [] }), source);
            }
            catch (InvalidDataException fault)
            {
                throw Needed("draw")
                    .Fault(
                        0,
                        $"{draw.Of} cannot be {value}: {fault.Message[(fault.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]}"
                    );
            }
        }

        return scenario;
    }

    /// <summary>The file of a scenario, which <see cref="Parse"/> reads again.</summary>
    public static string TextOf(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var lines = new (string Key, string? Value)[]
        {
            ("title", scenario.Title),
            ("label", scenario.Label),
            ("stack", scenario.Stack.ToString()),
            ("drive", scenario.Drive.ToString()),
            ("queue", scenario.Queue.ToString()),
            ("workload", scenario.Workload.ToString()),
            ("beside", scenario.Beside?.ToString()),
            ("noise", scenario.Noise.ToString()),
            ("capture", string.Join(' ', scenario.Captures)),
            ("right", string.Join(' ', scenario.Right)),
            ("bad", string.Join(' ', scenario.Bad)),
            ("good", string.Join(' ', scenario.Good)),
            ("kernels", string.Join(' ', scenario.Kernels)),
            ("draw", string.Join(' ', scenario.Draws)),
        };
        return string.Concat(lines.Where(line => !string.IsNullOrEmpty(line.Value)).Select(line => $"{line.Key, -10}{line.Value}\n"));
    }

    private static string NameOf(string source)
    {
        string name = Path.GetFileNameWithoutExtension(source);
        return
            name.Length is > 0 and <= 64
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? name
            : throw new InvalidDataException(
                $"{source}: the file's name is the scenario's, so it has small letters, digits and \"-\" alone, 64 at most"
            );
    }

    private static Dictionary<string, ScenarioLine> Lines(string text, string source)
    {
        var lines = new Dictionary<string, ScenarioLine>(StringComparer.Ordinal);
        string[] all = text.Split('\n');
        for (int i = 0; i < all.Length; i++)
        {
            string line = all[i].TrimEnd('\r', ' ');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string key = line[..(line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and int end ? end : line.Length)];
            int at = key.Length;
            while (at < line.Length && line[at] == ' ')
            {
                at++;
            }

            var read = new ScenarioLine(source, i + 1, at, line[at..]);
            if (line.FirstOrDefault(letter => char.IsControl(letter)) is var control && control != 0)
            {
                throw read.Fault(
                    line.IndexOf(control, StringComparison.Ordinal) - at,
                    string.Create(CultureInfo.InvariantCulture, $"expected text, found the character {(int)control}")
                );
            }

            if (!ScenarioGrammar.Keys.Contains(key))
            {
                throw read.Fault(-at, $"expected one of {string.Join(", ", ScenarioGrammar.Keys)}, found \"{key}\"");
            }

            if (at == line.Length)
            {
                throw read.Fault(0, $"expected what {key} is set to, found the end of the line");
            }

            if (!lines.TryAdd(key, read))
            {
                throw read.Fault(-at, $"{key} stands in line {lines[key].Number} already");
            }
        }

        return lines;
    }
}
