using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Lets one process at a time use the top instance of tracefs: a lock (flock(2)) on its folder.</summary>
/// <remarks>
/// The folder is there while tracefs is, is the same in every container of this kernel, and only those who may trace can open it: no file is made
/// for the lock, nobody else can hold it, and it goes with the process.
/// </remarks>
internal sealed partial class TracingTurn : IDisposable
{
    private const int FolderReadOnly = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const int FolderReadOnlyArm = 0x4000 | 0x80000;
    private const int ExclusiveAtOnce = 2 | 4; // LOCK_EX | LOCK_NB
    private const int WouldBlock = 11;
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
        bool isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        var folder = new SafeFileHandle(Open(tracefs, isArm ? FolderReadOnlyArm : FolderReadOnly), ownsHandle: true);
        if (folder.IsInvalid)
        {
            throw new CommandException(CommandFault.Denied, $"{tracefs} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        try
        {
            for (long start = Environment.TickCount64; Lock(folder, ExclusiveAtOnce) != 0; await Task.Delay(Look, cancellation).ConfigureAwait(false))
            {
                if (Marshal.GetLastPInvokeError() is var error && error != WouldBlock)
                {
                    throw new CommandException(CommandFault.Failed, $"{tracefs} cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}.");
                }

                if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
                {
                    throw new CommandException(CommandFault.Refused, $"another NotebookKit has traced for {Patience.TotalSeconds:0} s and more.", "Wait for it, or end it.");
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

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
