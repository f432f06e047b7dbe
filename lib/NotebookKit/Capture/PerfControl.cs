using System.Globalization;
using System.IO.Pipes;
using System.Text;
using Microsoft.Win32.SafeHandles;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Tells perf to begin to count, and hears from it that it does (perf-record(1), --control=fifo).</summary>
internal sealed class PerfControl : IDisposable
{
    /// <summary>How long a perf without --control is given between its buffers and its events.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private readonly AnonymousPipeServerStream _orders = new(PipeDirection.Out, HandleInheritability.None);
    private readonly AnonymousPipeServerStream _replies = new(PipeDirection.In, HandleInheritability.None);
    private readonly StringBuilder _heard = new();
    private readonly TracePipe _answers;
    private bool _asked;

    /// <summary>Makes two pipes without names: perf opens them through this process's
    /// list of open files, and none is left behind.</summary>
    public PerfControl()
    {
        _answers = new TracePipe(
            PathOf(_replies.SafePipeHandle),
            bytes =>
            {
                lock (_heard)
                {
                    _heard.Append(Encoding.ASCII.GetString(bytes));
                }
            }
        );
        Arguments = ["-D", "-1", "--control", $"fifo:{PathOf(_orders.SafePipeHandle)},{PathOf(_replies.SafePipeHandle)}"];
    }

    /// <summary>True where the installed perf has it: 5.10 and later.</summary>
    public static bool IsOffered => Version.TryParse(ToolVersion.Of("perf"), out Version? version) && version >= new Version(5, 10);

    /// <summary>perf's arguments for it.</summary>
    public IReadOnlyList<string> Arguments { get; }

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
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps"))
                .Count(line => line.Contains("anon_inode:[perf_event]", StringComparison.Ordinal));
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
        _replies.Dispose();
    }

    private static string PathOf(SafePipeHandle pipe) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{(int)pipe.DangerousGetHandle()}");
}
