using System.Text.Json;
using Microsoft.Data.Analysis;
using NotebookKit.Sql;

namespace NotebookKit.Interactive;

/// <summary>Rows that came as JSON, which is how <c>#!set</c> hands a value over unless it is told <c>--byref</c>.</summary>
internal static class JsonRows
{
    /// <summary>The rows as a frame: a column of numbers, truths or texts for each property.</summary>
    /// <exception cref="SqlException">It is no array of objects.</exception>
    public static DataFrame Frame(string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Object))
        {
            throw new SqlException(
                $"'{name}' came as JSON that is no array of rows, so SQL has no table for it: hand a table over whole, "
                    + "by #!set --byref, or by #!share, or name it in the query"
            );
        }

        var names = new List<string>();
        foreach (JsonElement row in json.EnumerateArray())
        {
            names.AddRange(row.EnumerateObject().Select(property => property.Name).Except(names, StringComparer.Ordinal));
        }

        return new DataFrame(
            names.Select(column =>
                Column(
                    column,
                    [.. json.EnumerateArray().Select(row => row.TryGetProperty(column, out JsonElement value) ? value : default)]
                )
            )
        );
    }

    private static DataFrameColumn Column(string name, JsonElement[] values)
    {
        JsonElement[] known = [.. values.Where(Is)];
        return known.All(value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _))
                ? new CountColumn(name, values.Select(value => Is(value) ? value.GetInt64() : (long?)null))
            : known.All(value => value.ValueKind == JsonValueKind.Number)
                ? new RealColumn(name, values.Select(value => Is(value) ? value.GetDouble() : (double?)null))
            : known.All(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                ? new TruthColumn(name, values.Select(value => Is(value) ? value.GetBoolean() : (bool?)null))
            : new TextColumn(name, values.Select(value => Is(value) ? value.ToString() : null));
    }

    private static bool Is(JsonElement value) => value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
}
