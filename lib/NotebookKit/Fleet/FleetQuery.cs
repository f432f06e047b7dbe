using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookKit.Fleet;

/// <summary>A question that is asked of many fleets: SQL that every store takes, with named parameters.</summary>
/// <remarks>
/// Its file begins with comments: the question, then a line for each parameter, <c>-- days = 7: how many days back</c>; a default in quotes
/// makes it a text. In the statement a parameter is <c>$days</c>; <c>{ln}</c> is the natural logarithm. Values never become SQL: they are
/// parameters, or escaped literals where a server knows no parameters.
/// </remarks>
internal sealed partial class FleetQuery
{
    private readonly string _sql;

    private FleetQuery(string name, string text)
    {
        Name = name;
        Title = SqlFiles.FirstComment(text);
        Parameters = [.. SqlFiles.Comments(text).Select(line => ParameterLine().Match(line)).Where(line => line.Success).Select(Parameter)];
        _sql = SqlFiles.Statement(text);
    }

    /// <summary>Every question.</summary>
    public static IReadOnlyList<FleetQuery> All { get; } = [.. SqlFiles.Of("Queries").Select(file => new FleetQuery(file.Name, file.Text))];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The question.</summary>
    public string Title { get; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<FleetParameter> Parameters { get; }

    /// <summary>The question of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static FleetQuery Of(string name) =>
        All.FirstOrDefault(query => query.Name == name)
        ?? throw new ArgumentException(
            $"there is no question \"{name}\": {string.Join(", ", All.Select(query => query.Name))}",
            nameof(name)
        );

    internal string Sql(SqlDialect dialect) => dialect.Spell(_sql);

    internal IReadOnlyList<(string Name, object Value)> Values(IReadOnlyCollection<(string Name, object Value)> given)
    {
        if (given.Select(value => value.Name).Except(Parameters.Select(parameter => parameter.Name)).FirstOrDefault() is { } unknown)
        {
            string there = Parameters.Count == 0 ? "it has none" : string.Join(", ", Parameters.Select(parameter => parameter.Name));
            throw new ArgumentException($"{Name} has no parameter \"{unknown}\": {there}", nameof(given));
        }

        return
        [
            .. Parameters.Select(parameter =>
                (
                    parameter.Name,
                    parameter.Take(given.Where(value => value.Name == parameter.Name).Select(value => value.Value).LastOrDefault())
                )
            ),
        ];
    }

    /// <summary>A statement with literals in the place of its parameters, for a server without parameters.</summary>
    internal static string WithLiterals(string sql, IReadOnlyList<(string Name, object Value)> values) =>
        values.Count == 0
            ? sql
            : ParameterPlace()
                .Replace(
                    sql,
                    place =>
                        values
                            .Where(value => value.Name == place.Groups[1].Value)
                            .Select(value => TabSeparated.Literal(value.Value))
                            .FirstOrDefault(place.Value)
                );

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Title}";

    private static FleetParameter Parameter(Match line)
    {
        string value = line.Groups["value"].Value;
        object initial = value.StartsWith('\'') ? value.Trim('\'') : double.Parse(value, CultureInfo.InvariantCulture);
        return new FleetParameter(line.Groups["name"].Value, initial, line.Groups["meaning"].Value);
    }

    [GeneratedRegex(@"^-- (?<name>[a-z_]+) = (?<value>'[^']*'|[0-9.]+): (?<meaning>.*\S)")]
    private static partial Regex ParameterLine();

    [GeneratedRegex(@"\$([a-z_]+)")]
    private static partial Regex ParameterPlace();
}
