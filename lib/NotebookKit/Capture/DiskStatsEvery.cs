using System.Globalization;
using NotebookKit.Capture;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Stats;

namespace NotebookKit;

public static partial class HostCaptures
{
    /// <summary>Reads <c>/proc/diskstats</c> again and again while a workload runs: what iostat prints, where there is no iostat.</summary>
    /// <param name="host">The host.</param>
    /// <param name="seconds">Seconds from sample to sample.</param>
    /// <returns>Ready to capture while a workload runs; the table has rates by the definitions of iostat.</returns>
    public static Capture<TableCapture> DiskStatsEvery(this Host host, int seconds = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        return new Capture<TableCapture>(host, run => run.Plan(new DiskStatsEveryCapture(seconds)));
    }
}

internal sealed class DiskStatsEveryCapture(int seconds) : CaptureTool<DiskstatsCapture>
{
    /// <summary>What stands in the place of a program's name in a recording.</summary>
    public const string Program = "diskstats:every";

    private const string Counters = "/proc/diskstats";

    // Of some thousand devices a sample has half a mebibyte.
    private const long MostBytes = 256L << 20;

    private readonly CommandStep _step = new("diskstats-every", Program, seconds.ToString(CultureInfo.InvariantCulture))
    {
        Purpose = "counters of every block device, again and again",
    };

    public override DiskstatsCapture Replay(ReplayHost host) => DiskstatsText.Read(host.Run(_step).Path);

    public override Task<ActiveCapture<DiskstatsCapture>> StartAsync(LiveHost host, CancellationToken cancellation) =>
        Task.FromResult<ActiveCapture<DiskstatsCapture>>(new Active(host, _step, seconds));

    private sealed class Active : ActiveCapture<DiskstatsCapture>
    {
        private readonly LiveHost _host;
        private readonly CommandStep _step;
        private readonly HostClock _start = HostClock.Now();
        private readonly string _name;
        private readonly string _file;
        private readonly FileStream _text;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _sampling;
        private string? _cut;
        private bool _isOver;

        public Active(LiveHost host, CommandStep step, int seconds)
        {
            (_host, _step) = (host, step);
            _name = host.BeginOwn(step);
            _file = _name + ".txt";
            _text = new FileStream(Path.Combine(host.Record, _file), FileMode.CreateNew, FileAccess.Write);
            _sampling = SampleAsync(TimeSpan.FromSeconds(seconds));
        }

        public override async Task<DiskstatsCapture> StopAsync(WorkloadRun workload)
        {
            StepResult result = await EndAsync(_cut).ConfigureAwait(false);
            return DiskstatsText.Read(result.Path);
        }

        public override async ValueTask DisposeAsync()
        {
            if (!_isOver)
            {
                await EndAsync("the capture was broken off").ConfigureAwait(false);
            }
        }

        private async Task<StepResult> EndAsync(string? stopped)
        {
            _isOver = true;
            try
            {
                await _stop.CancelAsync().ConfigureAwait(false);
                await _sampling.ConfigureAwait(false);
                Sample();
            }
            finally
            {
                await _text.DisposeAsync().ConfigureAwait(false);
                _stop.Dispose();
            }

            return _host.EndOwn(_step, _name, _start, [_file], stopped);
        }

        private async Task SampleAsync(TimeSpan every)
        {
            using var timer = new PeriodicTimer(every);
            Sample();
            try
            {
                while (_cut is null && await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                {
                    Sample();
                }
            }
            catch (OperationCanceledException)
            {
                // Told to stop.
            }
        }

        private void Sample()
        {
            if (_text.Length > MostBytes)
            {
                _cut = $"more than {MostBytes >> 20} MiB of counters";
                return;
            }

            long now = HostClock.Now().MonotonicNs;
            FileSizeLimit.Within(
                _file,
                () =>
                {
                    _text.Write(
                        System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{now / NsIn.Second:0.000000}\n"))
                    );
                    _text.Write(File.ReadAllBytes(Counters));
                }
            );
        }
    }
}
