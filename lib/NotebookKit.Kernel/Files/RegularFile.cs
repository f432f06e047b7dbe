using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NotebookKit.Files;

namespace NotebookKit.Kernel.Files;

/// <summary>Reads files whose path comes from outside: never a pipe or a device, and never more than asked for.</summary>
public static partial class RegularFile
{
    private const int PatienceMs = 1000;
    private const short Readable = 1;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its path; links are followed.</param>
    /// <param name="most">The most bytes that are taken.</param>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="IOException">It is no file, or a larger one; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static byte[] Read(string path, long most)
    {
        if (FileStatus.Of(path) is { } status)
        {
            Refuse(path, status, most);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[(int)Math.Min(most, file.Length) + 1];
        bool stream = file.Length == 0;
        int length = 0;
        while (true)
        {
            // trace_pipe and /proc/kmsg call themselves files, and keep a reader waiting for ever.
            if (stream && !IsReady(file.SafeFileHandle))
            {
                throw new IOException($"{path} is a stream that has no end: give a file");
            }

            int read = file.Read(bytes, length, bytes.Length - length);
            if (read == 0)
            {
                break;
            }

            length += read;
            if (length > most)
            {
                throw TooLarge(path, Math.Max(length, file.Length), most);
            }

            // Files of /proc say that they hold nothing, and a file that is being written grows.
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(most + 1, 2L * length));
            }
        }

        Array.Resize(ref bytes, length);
        return bytes;
    }

    // A file on a disk is always ready, at its end too.
    private static bool IsReady(SafeFileHandle file)
    {
        var poll = new PollEntry { Descriptor = (int)file.DangerousGetHandle(), Events = Readable };
        return Poll(ref poll, 1, PatienceMs) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMs);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    private static void Refuse(string path, FileStatus status, long most)
    {
        if (status.Kind != PathKind.File)
        {
            throw new IOException($"{path} is {status.Words}: give a file");
        }

        if (status.Length > most)
        {
            throw TooLarge(path, status.Length, most);
        }
    }

    private static FileTooLargeException TooLarge(string path, long length, long most) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path} has {length / 1048576.0:#,0.#} MiB, of which no more than {most / 1048576.0:#,0.#} MiB are read"
            )
        );
}

/// <summary>A file is larger than what is read of its kind.</summary>
internal sealed class FileTooLargeException(string message) : IOException(message);
