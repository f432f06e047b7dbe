using System.Diagnostics.CodeAnalysis;

namespace NotebookKit.Flames;

/// <summary>Every error of reading stacks, with the remedy.</summary>
internal static class StackThrow
{
    public static void IfNothing(ReadAccount account, StackFolder folder)
    {
        if (account.Read == 0)
        {
            throw new CaptureFormatException(
                account.Source,
                1,
                1,
                $"the file is empty: expected {Stacks.Expected}. perf script printed nothing; look at its error output (was perf.data there, and readable?)"
            );
        }

        if (folder is OffCpuFolder && folder.Events.Count == 0 && folder.LeftOut.Count > 0)
        {
            throw new CaptureFormatException(
                $"{account.Source}: expected samples of sched:sched_switch, found {string.Join(", ", folder.LeftOut.Select(one => $"{one.Value} {one.Key}"))}. "
                    + "Record with perf record -e sched:sched_switch -a -g -- COMMAND"
            );
        }

        long samples = folder.Events.Values.Sum();
        if (samples == 0)
        {
            (long place, string text) = account.Skipped.FirstOrDefault() is { Examples: [var first, ..] } ? first : (1, "");
            throw new CaptureFormatException(
                account.Source,
                place,
                1,
                $"expected {Stacks.Expected}, found no sample in {account.Read} lines. Line: \"{text}\""
            );
        }

        // Prose has lines that look like a sample's: a picture of those few would be of nothing.
        if (account.SkippedCount * 2 > account.Read)
        {
            (long place, string text) = account.Skipped.First().Examples[0];
            throw new CaptureFormatException(
                account.Source,
                place,
                1,
                $"expected {Stacks.Expected}, but {account.SkippedCount} of {account.Read} lines are none of it. Line: \"{text}\""
            );
        }

        if (folder.Event is { } wanted && !folder.Events.ContainsKey(wanted))
        {
            NoEvent(account.Source, wanted, folder.Events);
        }

        if (folder.Tree.Count == 1)
        {
            throw new CaptureFormatException(
                $"{account.Source}: {samples} samples and not one stack: no blank line ends a sample. Record with call chains: perf record -F 99 -a -g -- COMMAND"
            );
        }
    }

    /// <exception cref="CaptureFormatException">So much text without one sample will not
    /// end in one: it is a device, or another program's output.</exception>
    public static void IfEndless(string source, long bytes, StackFolder folder)
    {
        const long Most = 64 << 20;
        if (bytes > Most && folder.Events.Count == 0 && folder.LeftOut.Count == 0)
        {
            throw new CaptureFormatException($"{source}: expected {Stacks.Expected}, found no sample in {Most >> 20} MiB of text");
        }
    }

    /// <exception cref="CaptureFormatException">The text is a perf.data file: its
    /// addresses have no names until perf looks them up on their host.</exception>
    public static void IfPerfData(ReadOnlySpan<byte> start, string source)
    {
        if (start.StartsWith("PERFILE2"u8) || start.StartsWith("2ELIFREP"u8))
        {
            throw new CaptureFormatException(
                source,
                1,
                1,
                $"this is a perf.data file, which holds addresses without names. Print it on the host that it was recorded on, where perf finds the names: perf script -i {Path.GetFileName(source)} > stacks.txt. Or read it with Stacks.OpenPerfData (notebookkit flame --kallsyms) and that host's /proc/kallsyms"
            );
        }
    }

    [DoesNotReturn]
    private static void NoEvent(string source, string wanted, Dictionary<string, long> events) =>
        throw new CaptureFormatException(
            $"{source}: no sample of the event \"{wanted}\". The file holds {string.Join(", ", events.Select(one => $"{one.Value} of {(one.Key.Length == 0 ? "events without a name at the line's end" : one.Key)}"))}"
        );
}
