using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotebookKit.Files;

/// <summary>What is wrong with a file of JSON, in our own words: those of the reader speak of its own insides and to no user.</summary>
internal static partial class JsonFault
{
    // What the reader ends its messages with.
    private const string ReadersPlace = "LineNumber:";

    private const int LongestWord = 16;

    /// <summary>Where it is and what it is, such as <c>line 3 column 17: the JSON ends before it is complete</c>.</summary>
    /// <param name="fault">What reading the file threw.</param>
    public static string Of(Exception fault) => Place(fault) is { Length: > 0 } place ? $"{place[1..]}: {Words(fault)}" : Words(fault);

    /// <summary>The place with a blank in front, such as <c> line 3 column 17</c>; empty where it is not known.</summary>
    public static string Place(Exception fault) =>
        fault is JsonException { LineNumber: { } line, BytePositionInLine: var column }
            ? string.Create(CultureInfo.InvariantCulture, $" line {line + 1} column {(column ?? 0) + 1}")
            : "";

    /// <summary>What is wrong. Words of our own, thrown as a fault, are left.</summary>
    public static string Words(Exception fault) =>
        fault switch
        {
            JsonException json => Words(json),
            KeyNotFoundException or NullReferenceException or InvalidOperationException or IndexOutOfRangeException =>
                "a field is missing, or holds a value of another kind than belongs there",
            _ => fault.Message,
        };

    private static string Words(JsonException fault)
    {
        string message = fault.Message;
        string field = fault.Path is { Length: > 2 } path ? path[2..] : "the whole";
        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
        return Says("could not be converted") ? $"{field} holds a value of another kind than belongs there"
            : Says("could not be mapped") ? $"{field} is no field that belongs there"
            : Says("missing required") ? $"fields are missing{Named(message, 1..)}"
            : Says("duplicate") ? $"the field{Named(message, ..1)} stands there twice"
            : Says("does not contain any JSON tokens") ? "there is no JSON in it"
            : Says("end of data") || Says("depth to be zero") || Says("more tokens") ? "the JSON ends before it is complete"
            : Says("maximum") && Says("depth") ? "it is nested more deeply than is read"
            : Says("UTF-8") || Says("transcode") ? "a text that is no UTF-8"
            : Says("within a JSON string") ? "a control character, such as a line end, within a text in quotes"
            : Says(ReadersPlace) || Says("JSON") ? $"{Found(message)}no JSON from here on"
            : message;
    }

    // The first name of missing fields is that of a type of ours.
    private static string Named(string message, Range which)
    {
        string all = string.Join(", ", Quoted().Matches(message).Select(match => match.Groups[1].Value).Take(which));
        return all.Length == 0 ? "" : " " + all;
    }

    // The reader begins with the letter it could not take, or with a word and all that follows it.
    private static string Found(string message)
    {
        if (!message.StartsWith('\'') || message.Length < 3)
        {
            return "";
        }

        int end = 1;
        while (end < message.Length && end <= LongestWord && char.IsAsciiLetterOrDigit(message[end]))
        {
            end++;
        }

        string word = message[1..Math.Max(end, 2)];
        return char.IsControl(word[0]) ? "" : $"'{word}' is ";
    }

    [GeneratedRegex("'([^']*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();
}
