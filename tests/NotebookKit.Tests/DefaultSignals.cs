using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Tests;

/// <summary>Gives what tests start the signals as a terminal would: whoever runs the
/// tests in the background (nohup, &amp;) has them ignored.</summary>
internal static partial class DefaultSignals
{
    private const string Ignored = "SigIgn:\t"; // proc(5): a mask, of which bit 0 is signal 1

    [ModuleInitializer]
    public static void Restore()
    {
        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Ignored, StringComparison.Ordinal))[
            Ignored.Length..
        ];
        ulong ignored = ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        // SIGHUP, SIGINT, SIGQUIT, SIGTERM. .NET leaves to a process that it starts what is neither ignored nor handled.
        foreach (int signal in (ReadOnlySpan<int>)[1, 2, 3, 15])
        {
            if ((ignored & (1UL << (signal - 1))) != 0)
            {
                _ = Signal(signal, 0);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint action);
}
