using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Lets one process at a time use the top instance of tracefs: a lock (flock(2)) on its folder.</summary>
/// <remarks>
/// The folder is there while tracefs is, is the same in every container of this kernel, and only those who may trace can open it: no file
/// is made for the lock, nobody else can hold it, and it goes with the process.
/// </remarks>
internal sealed class TracingTurn : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly SafeFileHandle _folder;

    private TracingTurn(SafeFileHandle folder) => _folder = folder;

    /// <summary>Waits for the turn.</summary>
    /// <param name="tracefs">The folder of tracefs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CommandException">Another process does not end its turn, or the folder cannot be opened.</exception>
    public static async Task<TracingTurn> TakeAsync(string tracefs, CancellationToken cancellation)
    {
        SafeFileHandle folder = FolderLock.Open(tracefs);
        if (folder.IsInvalid)
        {
            throw new CommandException(CommandFault.Denied, $"{tracefs} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        try
        {
            for (
                long start = Environment.TickCount64;
                FolderLock.TryTake(folder) is not 0 and var error;
                await Task.Delay(Look, cancellation).ConfigureAwait(false)
            )
            {
                if (error != FolderLock.Held)
                {
                    throw new CommandException(
                        CommandFault.Failed,
                        $"{tracefs} cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}."
                    );
                }

                if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
                {
                    throw new CommandException(
                        CommandFault.Refused,
                        $"another NotebookKit has traced for {Patience.TotalSeconds:0} s and more.",
                        "Wait for it, or end it."
                    );
                }
            }

            return new TracingTurn(folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();
}
