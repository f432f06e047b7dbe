using Apache.Arrow;
using Apache.Arrow.Types;

namespace NotebookKit.Tables;

/// <summary>Our columns as Arrow arrays where the package has none (texts), or a wrong one (truths, a byte each; times, cut to
/// milliseconds).</summary>
internal static class ArrowColumns
{
    /// <summary>The key of a field's metadata under which its unit stands.</summary>
    public const string UnitKey = "unit";

    // A DateTime counts 100 ns.
    private static readonly TimestampType Ticks = new(TimeUnit.Nanosecond, (string?)null);

    public static Field WithUnit(Field field, string? unit) =>
        unit is null ? field : new Field(field.Name, field.DataType, field.IsNullable, [KeyValuePair.Create(UnitKey, unit)]);

    public static Field TextField(string name, string? unit) => WithUnit(new Field(name, StringType.Default, true), unit);

    public static Field TimeField(string name) => new(name, Ticks, true);

    public static Apache.Arrow.Array Texts(TextColumn column, long start, int count)
    {
        var builder = new StringArray.Builder();
        for (long row = start; row < start + count; row++)
        {
            builder.Append(column[row]);
        }

        return builder.Build();
    }

    public static Apache.Arrow.Array Truths(TruthColumn column, long start, int count)
    {
        var builder = new BooleanArray.Builder();
        for (long row = start; row < start + count; row++)
        {
            _ = column[row] is { } truth ? builder.Append(truth) : builder.AppendNull();
        }

        return builder.Build();
    }

    public static Apache.Arrow.Array Times(TimeColumn column, long start, int count)
    {
        var builder = new TimestampArray.Builder(Ticks);
        for (long row = start; row < start + count; row++)
        {
            _ = column[row] is { } time ? builder.Append(new DateTimeOffset(time, TimeSpan.Zero)) : builder.AppendNull();
        }

        return builder.Build();
    }
}
