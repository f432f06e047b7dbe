using System.Text.RegularExpressions;

namespace NotebookKit.Fleet;

/// <summary>Where a fleet lies on ClickHouse: <c>http://HOST:8123/DB</c>, of a cluster
/// <c>http://H1:8123,H2:8123/DB?cluster=NAME</c>.</summary>
/// <param name="Servers">The servers; the first is asked.</param>
/// <param name="Database">The database.</param>
/// <param name="Cluster">The cluster's name in the servers' own configuration; null for one server.</param>
internal sealed partial record ClickHouseAddress(IReadOnlyList<Uri> Servers, string Database, string? Cluster)
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="ArgumentException">It is of another form.</exception>
    public static ClickHouseAddress Parse(string address)
    {
        Match form = Form().Match(address);
        if (!form.Success)
        {
            throw new ArgumentException(
                $"\"{address}\" is no address of ClickHouse: http://HOST:8123/DATABASE, of a cluster http://HOST1:8123,HOST2:8123/DATABASE?cluster=NAME; names are letters, digits and _; "
                    + $"user and password are taken from {ClickHouseHttp.UserVariable} and {ClickHouseHttp.PasswordVariable}",
                nameof(address)
            );
        }

        string scheme = form.Groups["scheme"].Value;
        return new ClickHouseAddress(
            [.. form.Groups["host"].Captures.Select(host => new Uri($"{scheme}://{host.Value}/"))],
            form.Groups["database"].Value,
            form.Groups["cluster"] is { Success: true } cluster ? cluster.Value : null
        );
    }

    public override string ToString() =>
        $"clickhouse:{Servers[0].Scheme}://{string.Join(',', Servers.Select(server => server.Authority))}/{Database}{(Cluster is null ? "" : "?cluster=" + Cluster)}";

    [GeneratedRegex(
        @"^(?<scheme>https?)://(?<host>[\w.\-\[\]:]+)(,(?<host>[\w.\-\[\]:]+))*/(?<database>[A-Za-z_]\w*)(\?cluster=(?<cluster>[A-Za-z_]\w*))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
