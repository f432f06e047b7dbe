using System.CommandLine;
using NotebookKit.Flames;
using NotebookKit.Formats;
using NotebookKit.Kernel.Files;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit flame</c>: a flame graph of perf script text, or the folded stacks.</summary>
internal static class FlameCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "flame";

    private static readonly Argument<string> Source = new("STACKS")
    {
        Description =
            "perf script text of samples with call chains (gzip-compressed or not), folded stacks, or with --kallsyms a perf.data file. - is standard input.",
    };
    private static readonly Option<string?> Before = new("--before")
    {
        HelpName = "STACKS",
        Description = "Draw what changed since these stacks, and list the functions that changed most.",
    };
    private static readonly Option<string?> Output = new("--out", "-o")
    {
        HelpName = "FILE",
        Description = "FILE.svg, FILE.folded, or FILE.json for speedscope. [default: folded stacks on standard output]",
    };
    private static readonly Option<string?> Process = new("--process") { HelpName = "NAME", Description = "This process alone." };
    private static readonly Option<string?> Event = new("--event")
    {
        HelpName = "NAME",
        Description = "Fold this event. [default: the first one in the file]",
    };
    private static readonly Option<string?> Symbols = new("--kallsyms")
    {
        HelpName = "FILE",
        Description = "STACKS is a perf.data file; FILE names kernel functions: a copy of the host's /proc/kallsyms, or its System.map.",
    };
    private static readonly Option<bool> OffCpuTime = new("--off-cpu")
    {
        Description = "Time off the CPU, from perf script text of sched:sched_switch.",
    };
    private static readonly Option<bool> Icicle = new("--icicle") { Description = "Roots at the top." };
    private static readonly Option<bool> Reverse = new("--reverse") { Description = "Merge from the running function outwards." };
    private static readonly Option<bool> Pid = new("--pid") { Description = "Process ids with process names." };
    private static readonly Option<bool> Tid = new("--tid") { Description = "Process and thread ids with process names." };
    private static readonly Option<bool> Kernel = new("--kernel") { Description = "Mark kernel functions with _[k]." };
    private static readonly Option<bool> Jit = new("--jit") { Description = "Mark functions compiled at run time with _[j]." };
    private static readonly Option<bool> All = new("--all") { Description = "Both marks." };
    private static readonly Option<bool> Addresses = new("--addrs") { Description = "Addresses where a function is not known." };
    private static readonly Option<bool> Inline = new("--inline")
    {
        Description = "Functions that a compiler inlined, asked of addr2line on this host's programs.",
    };
    private static readonly Option<string?> Title = new("--title") { HelpName = "TEXT", Description = "The picture's heading." };

    public static Command Create()
    {
        var command = new Command(Name, "Folds sampled stacks as stackcollapse-perf.pl does, and draws flame graphs.")
        {
            Source,
            Before,
            Output,
            Process,
            Event,
            Symbols,
            OffCpuTime,
            Icicle,
            Reverse,
            Pid,
            Tid,
            Kernel,
            Jit,
            All,
            Addresses,
            Inline,
            Title,
        };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(parsed);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
            {
                throw new UsageException(FaultText.Of(fault), fault);
            }
            catch (Exception fault) when (fault is CaptureFormatException or IOException or UnauthorizedAccessException)
            {
                StandardStreams.Complain(FaultText.Of(fault));
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string? output = parsed.GetValue(Output);
        (string source, string? earlier) = (parsed.GetValue(Source)!, parsed.GetValue(Before));
        if (source == StreamedSummary.StandardInput && earlier == StreamedSummary.StandardInput)
        {
            throw new UsageException("standard input holds one capture; name a file for the other");
        }

        Stacks stacks = Read(parsed, source);
        Stacks? before = earlier is null ? null : Read(parsed, earlier);
        var options = new FlameOptions
        {
            Icicle = parsed.GetValue(Icicle),
            Reversed = parsed.GetValue(Reverse),
            Title = parsed.GetValue(Title),
        };
        switch (Path.GetExtension(output))
        {
            case null:
                Print(stacks, before);
                break;
            case ".svg":
                ReplacedFile.Write(
                    output!,
                    (before is null ? FlameGraph.Of(stacks, options) : FlameGraph.Difference(before, stacks, options)).ToSvg()
                );
                break;
            case ".folded" or ".txt":
                ReplacedFile.Write(output!, stacks.SaveFolded);
                break;
            case ".json":
                ReplacedFile.Write(output!, stacks.SaveSpeedscope);
                break;
            default:
                throw new UsageException($"--out {output}: expected a name that ends in .svg, .folded or .json");
        }

        Report(stacks);
        return ExitCode.Done;
    }

    // Another program gets every byte of a name, a terminal nothing that it would obey.
    private static void Print(Stacks stacks, Stacks? before)
    {
        if (before is not null)
        {
            Console.Out.Write(TerminalText.Lines(StackComparison.Of(before, stacks).ToString()));
        }
        else if (Console.IsOutputRedirected)
        {
            stacks.SaveFolded(StandardStreams.Output);
        }
        else
        {
            Console.Out.Write(TerminalText.Lines(stacks.ToFolded()));
        }
    }

    private static Stacks Read(ParseResult parsed, string path)
    {
        var options = new FoldOptions
        {
            Pid = parsed.GetValue(Pid),
            Tid = parsed.GetValue(Tid),
            Kernel = parsed.GetValue(Kernel) || parsed.GetValue(All),
            Jit = parsed.GetValue(Jit) || parsed.GetValue(All),
            Addresses = parsed.GetValue(Addresses),
            Inline = parsed.GetValue(Inline) ? new Addr2Line().Lookup : null,
            Event = parsed.GetValue(Event),
        };
        Stacks stacks =
            path == StreamedSummary.StandardInput ? Read(Console.OpenStandardInput(), parsed, options)
            : parsed.GetValue(OffCpuTime) ? OffCpu.Open(path, options)
            : parsed.GetValue(Symbols) is { } symbols ? Stacks.OpenPerfData(path, symbols, options)
            : Stacks.Open(path, options);
        return parsed.GetValue(Process) is { } process ? stacks.Of(process) : stacks;
    }

    private static Stacks Read(Stream input, ParseResult parsed, FoldOptions options) =>
        parsed.GetValue(OffCpuTime) ? OffCpu.Open(input, StreamedSummary.InputName, options)
        : parsed.GetValue(Symbols) is { } symbols ? Stacks.OpenPerfData(input, StreamedSummary.InputName, symbols, options)
        : Stacks.Open(input, StreamedSummary.InputName, options);

    private static void Report(Stacks stacks)
    {
        StandardStreams.Say(stacks.ToString());
        if (stacks.Event is not null && stacks.Events.TryGetValue("", out long unnamed))
        {
            StandardStreams.Say(
                $"folded with it: {unnamed} {(unnamed == 1 ? "sample whose line ends" : "samples whose lines end")} in no event's name, as stackcollapse-perf.pl does (--event NAME leaves them out)"
            );
        }

        foreach ((string name, long count) in stacks.Events.Where(one => one.Key != stacks.Event && one.Key.Length > 0))
        {
            StandardStreams.Say($"not folded: {count} {(count == 1 ? "sample" : "samples")} of {name} (--event {name})");
        }

        if (stacks.Account.TruncatedTail)
        {
            StandardStreams.Say("not folded: the last sample, which no blank line ends: the text is cut off there, or add the line");
        }

        foreach ((string reason, long count) in stacks.LeftOut)
        {
            StandardStreams.Say($"not folded: {count} {reason}");
        }

        foreach (SkippedKind kind in stacks.Account.Skipped)
        {
            (string units, string place) = stacks.Account.Dialect == PerfData.Dialect ? ("records", "at byte") : ("lines", "line");
            StandardStreams.Say($"not read: {kind.Count} {units}, {kind.Kind}; the first is {place} {kind.Examples[0].Place}");
        }
    }
}
