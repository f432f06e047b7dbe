using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NotebookKit.Tests.Fleet;

/// <summary>Two real servers of ClickHouse on loopback: a cluster of two shards that asks for a password.</summary>
internal sealed class ClickHouseCluster : IDisposable
{
    public const string Needs = "needs clickhouse-server";
    private const string User = "fleet";
    private const string Password = "sécret';--";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("clickhouse-").FullName;
    private readonly int[] _http = [FreePort(), FreePort()];
    private readonly int[] _tcp = [FreePort(), FreePort()];
    private readonly Process?[] _servers = new Process?[2];

    public ClickHouseCluster()
    {
        Environment.SetEnvironmentVariable("NOTEBOOKKIT_CLICKHOUSE_USER", User);
        Environment.SetEnvironmentVariable("NOTEBOOKKIT_CLICKHOUSE_PASSWORD", Uri.EscapeDataString(Password));
        Start(0);
        Start(1);
    }

    public static bool Possible => Tool.Has("clickhouse-server");

    /// <summary>The address of a store on both.</summary>
    public string Address(string database) => $"clickhouse:http://127.0.0.1:{_http[0]},127.0.0.1:{_http[1]}/{database}?cluster=fleet";

    /// <summary>The address of a store on the first alone.</summary>
    public string Single(string database) => $"clickhouse:http://127.0.0.1:{_http[0]}/{database}";

    /// <summary>Starts a server that does not run.</summary>
    public void Start(int number)
    {
        string home = Path.Combine(_folder, $"server{number}");
        Directory.CreateDirectory(Path.Combine(home, "log"));
        string config = Path.Combine(home, "config.xml");
        File.WriteAllText(config, Config(home, number));
        File.WriteAllText(Path.Combine(home, "users.xml"), Users());
        var start = new ProcessStartInfo("clickhouse-server", ["--config-file=" + config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        _servers[number] = server;
        for (long from = Stopwatch.GetTimestamp(); !Answers(number); Thread.Sleep(50))
        {
            Assert.True(Stopwatch.GetElapsedTime(from) < Patience && !server.HasExited, $"clickhouse-server did not start: {Log(home)}");
        }
    }

    /// <summary>Ends a server as a power cut would.</summary>
    public void Kill(int number)
    {
        _servers[number]!.Kill();
        Assert.True(_servers[number]!.WaitForExit(Patience), "clickhouse-server did not end");
        _servers[number]!.Dispose();
        _servers[number] = null;
    }

    public void Dispose()
    {
        for (int i = 0; i < _servers.Length; i++)
        {
            if (_servers[i] is not null)
            {
                Kill(i);
            }
        }

        Environment.SetEnvironmentVariable("NOTEBOOKKIT_CLICKHOUSE_USER", null);
        Environment.SetEnvironmentVariable("NOTEBOOKKIT_CLICKHOUSE_PASSWORD", null);
        Directory.Delete(_folder, recursive: true);
    }

    private static string Log(string home) =>
        Directory.EnumerateFiles(Path.Combine(home, "log"), "*err*").Select(File.ReadAllText).FirstOrDefault("no log");

    // Below the ports that the system gives to whoever connects to somewhere: one of those may be taken until the server listens.
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }

    // Both ports: queries of the other shard come by the second.
    private bool Answers(int number)
    {
        try
        {
            using var http = new TcpClient();
            http.Connect(IPAddress.Loopback, _http[number]);
            using var tcp = new TcpClient();
            tcp.Connect(IPAddress.Loopback, _tcp[number]);
            http.GetStream().Write(Encoding.ASCII.GetBytes("GET /ping HTTP/1.0\r\n\r\n"));
            return new StreamReader(http.GetStream()).ReadToEnd().Contains("Ok", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return false;
        }
    }

    private string Config(string home, int number)
    {
        string shards = string.Concat(_tcp.Select(port => $"<shard><replica><host>127.0.0.1</host><port>{port}</port></replica></shard>"));
        return $"""
            <yandex>
              <logger><level>warning</level><log>{home}/log/server.log</log><errorlog>{home}/log/server.err.log</errorlog></logger>
              <http_port>{_http[number]}</http_port><tcp_port>{_tcp[number]}</tcp_port><listen_host>127.0.0.1</listen_host>
              <path>{home}/data/</path><tmp_path>{home}/tmp/</tmp_path><user_files_path>{home}/user_files/</user_files_path><format_schema_path>{home}/schemas/</format_schema_path>
              <users_config>{home}/users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>67108864</mark_cache_size>
              <remote_servers><fleet>{shards}</fleet></remote_servers>
            </yandex>
            """;
    }

    private static string Users() =>
        $"""
            <yandex>
              <profiles><default><max_memory_usage>1000000000</max_memory_usage></default></profiles><quotas><default/></quotas>
              <users>
                <default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
                <{User}><password>{Uri.EscapeDataString(
                Password
            )}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></{User}>
              </users>
            </yandex>
            """;
}
