using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Tells perf to begin to count, and hears from it that it does (perf-record(1), --control=fifo).</summary>
internal sealed partial class PerfControl : IDisposable
{
    /// <summary>How long a perf without --control is given between its buffers and its events.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private const uint OwnerOnly = 0x180; // 0600
    private readonly string _order;
    private readonly string _answer;
    private readonly FileStream _orders;
    private readonly StringBuilder _heard = new();
    private readonly TracePipe _answers;
    private bool _asked;

    private PerfControl(string order, string answer)
    {
        (_order, _answer) = (order, answer);

        // Open for both ways, so that neither end waits for the other to open.
        _orders = new FileStream(order, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _answers = new TracePipe(answer, bytes =>
        {
            lock (_heard)
            {
                _heard.Append(Encoding.ASCII.GetString(bytes));
            }
        });
        Arguments = ["-D", "-1", "--control", $"fifo:{Path.GetFullPath(order)},{Path.GetFullPath(answer)}"];
    }

    /// <summary>True where the installed perf has it: 5.10 and later.</summary>
    public static bool IsOffered => Version.TryParse(ToolVersion.Of("perf"), out Version? version) && version >= new Version(5, 10);

    /// <summary>perf's arguments for it.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Makes the two pipes in the folder of temporary files.</summary>
    public static PerfControl Create(string record, string name)
    {
        string stem = Path.Combine(Path.GetTempPath(), $"notebookkit-{Environment.ProcessId}-{Path.GetFileName(record)}-{name}-{Random.Shared.Next():x8}");
        foreach (string pipe in (string[])[stem + ".order", stem + ".answer"])
        {
            if (MakePipe(pipe, OwnerOnly) != 0)
            {
                throw new IOException($"{pipe}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
            }
        }

        return new PerfControl(stem + ".order", stem + ".answer");
    }

    /// <summary>Gives the order once, and tells whether perf has answered.</summary>
    public bool IsEnabled()
    {
        if (!_asked)
        {
            _asked = true;
            _orders.Write("enable\n"u8);
        }

        lock (_heard)
        {
            return _heard.ToString().Contains("ack", StringComparison.Ordinal);
        }
    }

    /// <summary>How many event buffers a process has mapped.</summary>
    public static int Mapped(int pid)
    {
        try
        {
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps")).Count(line => line.Contains("anon_inode:[perf_event]", StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    public void Dispose()
    {
        _answers.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _orders.Dispose();
        File.Delete(_order);
        File.Delete(_answer);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
