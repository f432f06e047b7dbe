using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Reads a trace_pipe on a thread of its own until it is told to stop, and then what is left in it.</summary>
/// <remarks>.NET has no read that waits for either data or a word to stop; poll(2) has.</remarks>
internal sealed partial class TracePipe : IAsyncDisposable
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short In = 1;
    private const int WaitMs = 50;
    private const int TryAgain = 11;
    private readonly string _path;
    private readonly Action<ReadOnlySpan<byte>> _take;
    private readonly Task _reading;
    private volatile bool _stop;

    public TracePipe(string path, Action<ReadOnlySpan<byte>> take)
    {
        (_path, _take) = (path, take);
        int file = Open(path, ReadOnly | NonBlocking | CloseOnExec);
        if (file < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new CommandException(
                CommandFault.Denied,
                $"{path} cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.",
                error == 16 ? "Another reader has it open: end that one." : null
            );
        }

        var handle = new SafeFileHandle(file, ownsHandle: true);
        _reading = Task.Factory.StartNew(
            () => FileSizeLimit.Within("the trace", () => Loop(handle)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>Reads what is left, and ends.</summary>
    public Task DrainAsync()
    {
        _stop = true;
        return _reading;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await DrainAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Told by DrainAsync where the capture was not broken off.
        }
    }

    private void Loop(SafeFileHandle handle)
    {
        using (handle)
        {
            byte[] buffer = new byte[1 << 16];
            while (true)
            {
                bool last = _stop; // read once more after the word to stop: nothing comes in then
                nint read = Read(handle, buffer, buffer.Length);
                if (read > 0)
                {
                    _take(buffer.AsSpan(0, (int)read));
                    continue;
                }

                if (read < 0 && Marshal.GetLastPInvokeError() is var error && error != TryAgain)
                {
                    throw new IOException($"{_path}: {Marshal.GetPInvokeErrorMessage(error)}");
                }

                if (last)
                {
                    return;
                }

                var wait = new PollFile { File = (int)handle.DangerousGetHandle(), Events = In };
                _ = Poll(ref wait, 1, WaitMs);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFile file, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
