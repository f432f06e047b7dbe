using System.Net;
using System.Net.Http.Headers;

namespace NotebookKit.Fleet;

/// <summary>Talks to one server of ClickHouse by its HTTP interface, which old and new ones have.</summary>
/// <remarks>Source: clickhouse.com/docs, HTTP interface. Credentials go in headers and are never part of a message.</remarks>
internal sealed class ClickHouseHttp : IDisposable
{
    public const string UserVariable = "NOTEBOOKKIT_CLICKHOUSE_USER";
    public const string PasswordVariable = "NOTEBOOKKIT_CLICKHOUSE_PASSWORD";

    // As text; strings and columns of it take several times as much.
    private const int MostBytes = 128 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly HttpClient _client;
    private readonly Uri _server;

    public ClickHouseHttp(Uri server)
    {
        _server = server;
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            BaseAddress = server,
            Timeout = Patience,
        };
        if (Environment.GetEnvironmentVariable(UserVariable) is { Length: > 0 } user)
        {
            _client.DefaultRequestHeaders.Add("X-ClickHouse-User", user);
            _client.DefaultRequestHeaders.Add("X-ClickHouse-Key", Environment.GetEnvironmentVariable(PasswordVariable) ?? "");
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="settings">Settings of the server for it: <c>NAME=VALUE&amp;...</c>.</param>
    /// <param name="statement">The statement, or its head where rows follow as body.</param>
    /// <param name="rows">Rows to insert; null where there are none.</param>
    /// <returns>What the server answered.</returns>
    /// <exception cref="FleetException">It cannot be reached, or refuses, or answers without end.</exception>
    public byte[] Run(string settings, string statement, byte[]? rows = null)
    {
        // A failure halfway would else come after a head that says all is well.
        string target = "?wait_end_of_query=1&" + settings + (rows is null ? "" : "&query=" + Uri.EscapeDataString(statement));
        using HttpRequestMessage request = new(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent(rows ?? System.Text.Encoding.UTF8.GetBytes(statement)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        try
        {
            using HttpResponseMessage response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            byte[] answer = Read(response.Content.ReadAsStream());
            return response.StatusCode == HttpStatusCode.OK
                ? answer
                : throw new FleetException($"{_server.Authority}: {Words(answer, response.StatusCode)}");
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
        {
            throw new FleetException(
                $"{_server.Authority} cannot be reached ({fault.GetBaseException().Message}): is the server up, and is this its HTTP port?",
                fault
            );
        }
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Read(Stream stream)
    {
        using var answer = new MemoryStream();
        byte[] part = new byte[1 << 16];
        while (stream.Read(part) is > 0 and var count)
        {
            if (answer.Length + count > MostBytes)
            {
                throw new FleetException(
                    $"the answer takes more than {MostBytes >> 20} MiB: ask for less, by LIMIT, fewer columns, or a sum for each group"
                );
            }

            answer.Write(part, 0, count);
        }

        return answer.ToArray();
    }

    private static string Words(byte[] answer, HttpStatusCode status)
    {
        string text = System.Text.Encoding.UTF8.GetString(answer).Trim();
        return text.Length == 0
            ? $"HTTP {(int)status}"
            : string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
