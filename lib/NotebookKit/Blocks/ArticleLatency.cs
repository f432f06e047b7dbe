using System.Globalization;
using System.Text;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>What the awk script of the article (insert to complete from <c>perf
/// script</c> text) makes of a capture, and what it gets wrong.</summary>
/// <remarks>
/// The script keeps one start and one stop for each sector, whatever the device, the operation or the length, and the last write wins;
/// at the end it prints stop minus start for every sector with a start. An insert without a completion so gets minus its own start
/// time; a sector that comes again loses all but its last pair; a request that no insert event announced (scheduler <c>none</c>) is
/// never seen. A process name with a blank shifts the fields, so that the script reads sector 0 or none.
/// </remarks>
public sealed partial class ArticleLatency
{
    private readonly Dictionary<string, double> _start = [];
    private readonly Dictionary<string, double> _stop = [];

    private ArticleLatency() { }

    /// <summary>The lines that the script prints, by sector (awk prints them in no order).</summary>
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Insert events read.</summary>
    public long Inserts { get; private set; }

    /// <summary>Completion events read.</summary>
    public long Completions { get; private set; }

    /// <summary>Inserts forgotten because the same sector was inserted again.</summary>
    public long InsertsOverwritten => Inserts - _start.Count;

    /// <summary>Completions that no line shows: overwritten by a later one of the same
    /// sector, or of a sector that was never inserted.</summary>
    public long CompletionsUnused => Completions - _stop.Keys.Count(_start.ContainsKey);

    /// <summary>Lines with a negative latency: mostly inserts whose completion was not seen.</summary>
    public long NegativeRows => Rows.Count(row => row.LatencySeconds < 0);

    /// <summary>What the script makes of the I and C events of a trace.</summary>
    public static ArticleLatency From(BlockTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var script = new ArticleLatency();
        BlockEvents events = trace.Events;
        ReadOnlySpan<BlockAction> action = events.Action;
        for (int i = 0; i < action.Length; i++)
        {
            if (action[i] is BlockAction.Insert or BlockAction.Complete)
            {
                script.Take(
                    action[i] == BlockAction.Insert,
                    events.Sector[i].ToString(CultureInfo.InvariantCulture),
                    events.TimeNs[i] / NsIn.Second
                );
            }
        }

        script.End();
        return script;
    }

    /// <summary>What the script prints for the text itself, its mistakes with process names included.</summary>
    /// <param name="path">The output of <c>perf script</c>, gzip-compressed or not.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ArticleLatency FromText(string path)
    {
        var script = new ArticleLatency();
        using var lines = new LineSource(CaptureStream.Open(path));
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            script.Line(Encoding.Latin1.GetString(line));
        }

        script.End();
        return script;
    }

    // Two patterns of which both may match; awk's fields count from 1.
    private void Line(string line)
    {
        string[]? fields = null;
        foreach ((string pattern, int sectorField) in new[] { ("block_rq_complete", 9), ("block_rq_insert", 10) })
        {
            if (line.Contains(pattern, StringComparison.Ordinal))
            {
                fields ??= line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                Take(sectorField == 10, Field(fields, sectorField), Number(Field(fields, 4)));
            }
        }
    }

    private void Take(bool insert, string sector, double seconds)
    {
        (insert ? _start : _stop)[sector] = seconds;
        Inserts += insert ? 1 : 0;
        Completions += insert ? 0 : 1;
    }

    private void End() =>
        Rows = [
            .. _start
                .Select(pair => new Row(Whole(Number(pair.Key)), pair.Value, _stop.GetValueOrDefault(pair.Key)))
                .OrderBy(row => row.Sector),
        ];

    private static string Field(string[] fields, int field) => field <= fields.Length ? fields[field - 1] : "";

    // %d of a number that a long does not hold (the all-ones sector of a flush) prints the largest long.
    private static long Whole(double number) => number >= long.MaxValue ? long.MaxValue : (long)number;

    // awk's number: the longest numeric prefix, 0 for none.
    private static double Number(string text)
    {
        int sign = text.StartsWith('-') ? 1 : 0;
        int length = sign;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return double.TryParse(
            text.AsSpan(0, length),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out double value
        )
            ? value
            : 0;
    }

    /// <summary>One line of the article's awk script.</summary>
    /// <param name="Sector">The sector, the script's only key, as the script prints it.</param>
    /// <param name="StartSeconds">The last insert seen for it, in seconds.</param>
    /// <param name="StopSeconds">The last completion seen for it, in seconds; 0 where none was seen.</param>
    public sealed record Row(long Sector, double StartSeconds, double StopSeconds)
    {
        /// <summary>What the script takes for the latency, in seconds: negative where no completion was seen.</summary>
        public double LatencySeconds => StopSeconds - StartSeconds;

        /// <summary>The line as the script prints it.</summary>
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{LatencySeconds:F6} sector {Sector} start {StartSeconds:F6} stop {StopSeconds:F6} lat {LatencySeconds:F6}"
            );
    }
}
