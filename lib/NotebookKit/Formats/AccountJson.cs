using System.Text.Json;

namespace NotebookKit.Formats;

/// <summary>The part of an account that every JSON of it has alike.</summary>
internal static class AccountJson
{
    /// <summary>Writes what was lost and what was skipped, into an object that is open.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="account">The account.</param>
    /// <param name="kinds">What the schema calls the kinds of what was skipped.</param>
    public static void WriteLosses(Utf8JsonWriter json, ReadAccount account, string kinds)
    {
        json.WriteNumber("lost", account.Lost);
        json.WriteNumber("timeBackwards", account.TimeBackwards);
        json.WriteBoolean("truncatedTail", account.TruncatedTail);
        json.WriteStartArray(kinds);
        foreach (SkippedKind kind in account.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind.Kind);
            json.WriteNumber("count", kind.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
