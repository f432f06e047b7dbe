using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>A tool that is a command, running now.</summary>
internal sealed class StepCapture<T>(RunningStep step, Func<WorkloadRun, Task>? beforeStop, Func<StepResult, WorkloadRun, Task<T>> finish)
    : ActiveCapture<T>
{
    public override async Task<T> StopAsync(WorkloadRun workload)
    {
        if (beforeStop is not null)
        {
            await beforeStop(workload).ConfigureAwait(false);
        }

        return await finish(await step.StopAsync().ConfigureAwait(false), workload).ConfigureAwait(false);
    }

    public override ValueTask DisposeAsync() => step.DisposeAsync();
}

/// <summary>Waits until a tool captures.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds or the tool ends.</summary>
    /// <param name="step">The tool.</param>
    /// <param name="ready">The condition.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CommandException">The tool ended, or did not get ready; it is stopped.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended; the tool is stopped.</exception>
    public static async Task WaitAsync(RunningStep step, Func<bool> ready, TimeSpan limit, CancellationToken cancellation)
    {
        long start = Environment.TickCount64;
        while (!ready())
        {
            if (step.Completion.IsCompleted)
            {
                RecordedStep ended = (await step.Completion.ConfigureAwait(false)).Step;
                throw LiveHost.Failed(ended, $"{step.StderrTail} It ended before the workload started.");
            }

            if (Environment.TickCount64 - start > limit.TotalMilliseconds)
            {
                string tail = step.StderrTail;
                await step.DisposeAsync().ConfigureAwait(false);
                throw new CommandException(
                    CommandRemedy.IsDenied(tail) ? CommandFault.Denied : CommandFault.TimedOut,
                    $"{CommandStep.Show(step.Step.Argv)} did not begin to capture within {limit.TotalSeconds:0.#} s and was stopped. {tail}",
                    CommandRemedy.For(step.Step.Argv[0], tail)
                );
            }

            try
            {
                await Task.Delay(Look, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await step.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
