using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Formats;

/// <summary>A drive's own health log, as <c>nvme smart-log -o json</c> prints it: counters over its life, and no latency.</summary>
/// <remarks>Fields as they are printed, those of an object within with a point between. Temperatures are in kelvin there. Source:
/// nvme-smart-log(1), NVM Express Base Specification, "SMART / Health Information".</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class SmartLogCapture : TableCapture
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string JsonDialect = "nvme smart-log JSON";

    /// <summary>The field with which it begins.</summary>
    public const string FirstField = "critical_warning";

    private const string Expected = "nvme smart-log JSON ({\"critical_warning\": 0, ...})";

    // What tells of damage or heat; the rest is use.
    private static readonly string[] Telling =
    [
        FirstField,
        FirstField + ".value",
        "temperature",
        "avail_spare",
        "spare_thresh",
        "percent_used",
        "media_errors",
        "num_err_log_entries",
        "warning_temp_time",
        "critical_comp_time",
    ];

    private SmartLogCapture(IReadOnlyList<(string Field, string? Value)> fields, ReadAccount account)
        : base(account) => Fields = fields;

    /// <summary>Every field with its value as written, in the order of the file.</summary>
    public IReadOnlyList<(string Field, string? Value)> Fields { get; }

    /// <summary>Those that tell of damage or heat.</summary>
    public IEnumerable<(string Field, string? Value)> Told => Fields.Where(one => Telling.Contains(one.Field));

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, no JSON, or another kind of JSON.</exception>
    public static SmartLogCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = JsonDialect, Source = source };
        JsonTree tree = JsonTree.Read(stream, source, Expected);
        var fields = new List<(string, string?)>();
        Take(tree.Root, "", fields, account);
        if ((tree.Damage ?? tree.Problem) is { } problem)
        {
            account.TruncatedTail = true;
            account.Read++;
            account.Skip(problem, tree.Line, default);
        }

        return new SmartLogCapture(fields, account);
    }

    private static void Take(JsonItem item, string within, List<(string, string?)> fields, ReadAccount account)
    {
        foreach ((string name, JsonItem value) in item.Members)
        {
            if (value.Members.Count > 0)
            {
                Take(value, within + name + ".", fields, account);
                continue;
            }

            account.Read++;
            if (!value.Whole)
            {
                account.Skip("field is cut off", value.Line, Encoding.UTF8.GetBytes(name));
                continue;
            }

            // Counters and kelvins, all of them whole: what is grouped or has a comma may be read a hundred times off.
            if (
                value.Text is { } text
                && !IsWhole(text)
                && (
                    text.Contains(',', StringComparison.Ordinal)
                    || char.IsAsciiDigit(text.FirstOrDefault())
                    || Telling.Contains(within + name)
                )
            )
            {
                account.Skip(
                    $"value of {within + name} is no whole number, its digits may be grouped or cut by a comma",
                    value.Line,
                    Encoding.UTF8.GetBytes($"{name}: {text}")
                );
                continue;
            }

            account.Recognised++;
            fields.Add((within + name, value.Items.Count > 0 ? string.Join(' ', value.Items.Select(one => one.Text)) : value.Text));
        }
    }

    private static bool IsWhole(string text) =>
        text.Length > 0 && text.AsSpan(text[0] == '-' ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    /// <summary>One row a field.</summary>
    public override ResultTable ToTable() =>
        new ResultTable()
            .Text("field", Fields.Select(field => (string?)field.Field))
            .Text("value", Fields.Select(field => field.Value))
            .Titled("The drive's own health log", $"Counters over the drive's life; temperatures in kelvin. {AccountText.Of(Account)}");
}
