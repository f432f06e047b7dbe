using System.Buffers;
using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>Checks the fields of <c>recording.json</c> beyond what their types say, and names what is wrong with one.</summary>
internal static class RecordingFields
{
    private const int Sha256Digits = 64;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <exception cref="RecordingException">A field does not hold what it has to: says line and field.</exception>
    public static void Check(RecordingDocument document, IReadOnlyList<DocumentValue> values, string path)
    {
        if (Faults(document).FirstOrDefault() is { Field: { } field, Fault: { } fault })
        {
            DocumentValue at = values.FirstOrDefault(value =>
                value.Field == field || (value.Field.StartsWith(field, StringComparison.Ordinal) && value.Field[field.Length] is '.' or '[')
            );
            throw new RecordingException($"{path} line {at.Line}: {field} {fault}.");
        }
    }

    /// <summary>What the reader of JSON found wrong: the field, and what is wrong with it.</summary>
    public static string Named(JsonException fault)
    {
        string field = fault.Path is { Length: > 2 } path ? $": {path[2..]}" : "";
        int at = fault.Message.IndexOf(" Path: $", StringComparison.Ordinal);
        at = at < 0 ? fault.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal) : at;
        string message = at < 0 ? fault.Message : fault.Message[..at];
        return message.Contains("could not be mapped", StringComparison.Ordinal)
                ? field + " is no field of a recording: another program added it, or its name was changed."
            : message.Contains("could not be converted", StringComparison.Ordinal)
                ? field + " holds a value of another kind than belongs there."
            : $"{field}: {JsonFault.Words(fault)}.";
    }

    private static IEnumerable<(string Field, string Fault)> Faults(RecordingDocument document) =>
        [
            .. Nulls("host.queue", document.Host.Queue),
            .. Nulls("tools", document.Tools),
            .. document.Steps.SelectMany((step, i) => OfStep($"steps[{i}]", step)),
            .. document.Files.SelectMany(file => OfFile(DocumentValue.FieldOf("files", file.Key), file.Value)),
        ];

    private static IEnumerable<(string Field, string Fault)> OfStep(string field, RecordedStep step) =>
        step is null
            ? [(field, "is null where a command has to be described")]
            :
            [
                .. Where(step.Name.Length == 0, field + ".name", "is empty"),
                .. Nulls(field + ".argv", step.Argv),
                .. Nulls(field + ".outputs", step.Outputs),
                .. Nulls(field + ".writes", step.Writes ?? []),
                .. Where(
                    step.EventsSinceBootSeconds is { Count: not 2 },
                    field + ".eventsSinceBootSeconds",
                    "does not hold two times, the first and the last"
                ),
                .. Where(step.MonotonicNs is { Count: not 2 }, field + ".monotonicNs", "does not hold two times, the start and the end"),
            ];

    private static IEnumerable<(string Field, string Fault)> OfFile(string field, RecordingDocument.FileEntry entry) =>
        entry is null
            ? [(field, "is null where size and hash have to be")]
            :
            [
                .. Where(entry.Bytes < 0, field + ".bytes", "is less than 0"),
                .. Where(
                    entry.Sha256.Length != Sha256Digits || entry.Sha256.AsSpan().ContainsAnyExcept(HexDigits),
                    field + ".sha256",
                    $"is not {Sha256Digits} lower-case hexadecimal digits"
                ),
            ];

    private static IEnumerable<(string Field, string Fault)> Where(bool isWrong, string field, string fault) =>
        isWrong ? [(field, fault)] : [];

    private static IEnumerable<(string Field, string Fault)> Nulls(string field, IReadOnlyDictionary<string, string> texts) =>
        texts.Where(text => text.Value is null).Select(text => (DocumentValue.FieldOf(field, text.Key), "is null where a text has to be"));

    private static IEnumerable<(string Field, string Fault)> Nulls(string field, IReadOnlyList<string> texts) =>
        texts.Index().Where(text => text.Item is null).Select(text => ($"{field}[{text.Index}]", "is null where a text has to be"));
}
