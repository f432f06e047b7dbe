using System.Globalization;
using NotebookKit.Capture;
using NotebookKit.Hosts;

namespace NotebookKit;

public static partial class HostCaptures
{
    /// <summary>Records every block tracepoint of the whole host straight from an
    /// instance of tracefs of our own: no perf, no blktrace needed.</summary>
    /// <param name="host">The host.</param>
    /// <remarks>Times are CLOCK_MONOTONIC, cut to microseconds by the kernel.</remarks>
    /// <returns>Ready to capture while a workload runs.</returns>
    public static Capture<TraceResult> Ftrace(this Host host) => new(host, new FtraceCapture());
}

internal sealed class FtraceCapture : CaptureTool<TraceResult>
{
    private static CommandStep Step { get; } =
        new("ftrace-block", "ftrace:events", "block:*") { Purpose = "every block event of the whole host, by ftrace" };

    public override TraceResult Replay(ReplayHost host) => Result(host.Run(Step));

    private static TraceResult Result(StepResult step) => new(step.Step, step.Path);

    public override async Task<ActiveCapture<TraceResult>> StartAsync(LiveHost host, CancellationToken cancellation)
    {
        var active = new Active(host, TraceFs.Require(host));
        try
        {
            active.Begin();
            return active;
        }
        catch
        {
            await active.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed class Active : ActiveCapture<TraceResult>
    {
        private const string BufferKiB = "8192";
        private readonly LiveHost _host;
        private readonly string _instance;
        private readonly string _name;
        private readonly string _file;
        private readonly HostClock _start = HostClock.Now();
        private readonly HostChange _folder;
        private readonly FileStream _text;
        private readonly TracePipe _pipe;
        private bool _stopped;
        private volatile bool _isFull;

        public Active(LiveHost host, string tracefs)
        {
            _host = host;
            _name = host.BeginOwn(Step);
            _file = _name + ".txt";
            _instance = string.Create(
                CultureInfo.InvariantCulture,
                $"{tracefs}/instances/notebookkit-{Environment.ProcessId}-{Random.Shared.Next():x8}"
            );
            try
            {
                _folder = host.Apply(new FolderEntry(_instance), () => Directory.CreateDirectory(_instance));

                // A new instance takes over the options of the top one, which may be in another tracer's bin mode.
                foreach (
                    (string option, string value) in (ReadOnlySpan<(string, string)>)
                        [("bin", "0"), ("hex", "0"), ("raw", "0"), ("context-info", "1"), ("irq-info", "1")]
                )
                {
                    File.WriteAllText($"{_instance}/options/{option}", value);
                }

                File.WriteAllText(_instance + "/trace_clock", "mono");
                File.WriteAllText(_instance + "/buffer_size_kb", BufferKiB);
                _text = new FileStream(Path.Combine(host.Record, _file), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                _pipe = new TracePipe(_instance + "/trace_pipe", Take);
            }
            catch
            {
                // The host may have come to its end since the step began: the step is then over, too.
                _text?.Dispose();
                _folder?.TryUndo();
                host.EndOwn(Step, _name, _start, _text is null ? [] : [_file], "the capture could not begin");
                throw;
            }
        }

        public void Begin()
        {
            // A page cache that is busy touches buffers a million times a second; no reader has a use for it.
            foreach (
                string point in Directory
                    .EnumerateDirectories(_instance + "/events/block")
                    .Where(point => !point.EndsWith("_buffer", StringComparison.Ordinal))
            )
            {
                File.WriteAllText(point + "/enable", "1");
            }
        }

        public override async Task<TraceResult> StopAsync(WorkloadRun workload)
        {
            await EndAsync().ConfigureAwait(false);
            return Result(
                _host.EndOwn(
                    Step,
                    _name,
                    _start,
                    [_file],
                    _isFull ? $"more than {_host.Options.MaxStepBytes >> 20} MiB: what followed is not in the trace" : null
                )
            );
        }

        // What goes beyond the bound is read and thrown away: the kernel's buffers would overflow in its place.
        private void Take(ReadOnlySpan<byte> bytes)
        {
            _isFull |= _text.Length + bytes.Length > _host.Options.MaxStepBytes;
            if (!_isFull)
            {
                _text.Write(bytes);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            if (!_stopped)
            {
                await EndAsync().ConfigureAwait(false);
                _host.EndOwn(Step, _name, _start, [_file], "the capture was broken off");
            }
        }

        private async Task EndAsync()
        {
            _stopped = true;
            try
            {
                TraceFs.Write(_instance + "/events/block/enable", "0");
                await _pipe.DrainAsync().ConfigureAwait(false);
            }
            finally
            {
                await _pipe.DisposeAsync().ConfigureAwait(false);
                await _text.DisposeAsync().ConfigureAwait(false);
                _folder.Dispose();
            }
        }
    }
}
