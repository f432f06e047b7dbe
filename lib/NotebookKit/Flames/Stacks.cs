using System.ComponentModel;
using NotebookKit.Flames;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>Sampled stacks, folded: equal stacks once, with their number of samples and their weight.</summary>
/// <remarks>
/// A sample's weight is the period that perf printed: nanoseconds for cpu-clock, cycles for cycles, 1 where it printed none. Times are
/// not kept. Stacks are held as a tree, so memory grows with different stacks, not with samples.
/// </remarks>
public sealed partial class Stacks
{
    internal const string Expected =
        "perf script text of samples with stacks (\"cp 351 [000] 45.185074: 10101010 cpu-clock:\", then one line a frame, then a blank line)";

    internal Stacks(FrameNames names, CallTree tree, ReadAccount account)
    {
        (Names, Tree, Account) = (names, tree, account);
        (ulong[] weight, long[] samples) = tree.Totals();
        (Weight, Samples) = (weight[0], samples[0]);
    }

    /// <summary>The event that was sampled; null where the input names none.</summary>
    public string? Event { get; init; }

    /// <summary>Samples in the input by event, those of other events included, which are not folded.</summary>
    public IReadOnlyDictionary<string, long> Events { get; init; } = new Dictionary<string, long>();

    private static readonly System.Buffers.SearchValues<char> s_modifiers = System.Buffers.SearchValues.Create("ukhHGpPSDIWeb");

    /// <summary>Samples folded.</summary>
    public long Samples { get; }

    /// <summary>Their weight, in <see cref="Unit"/>.</summary>
    public ulong Weight { get; }

    /// <summary>What weights are: <c>ns</c> for cpu-clock and task-clock, <c>us</c> for off-CPU time, <c>events</c> for a tracepoint, else
    /// the event's name, or <c>samples</c>.</summary>
    public string Unit =>
        UnitName
        ?? (
            Event?.Split(':')[0] switch
            {
                "cpu-clock" or "task-clock" => "ns",
                null => "samples",
                // Behind the colon of cycles:u stand modifiers (perf-list(1)), behind that of sched:sched_switch the event.
                _ when Event.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
                        && Event.AsSpan(colon + 1).ContainsAnyExcept(s_modifiers) => "events",
                var name => name,
            }
        );

    /// <summary>Samples that were read and are not folded, by reason; those of other events stand in <see cref="Events"/>.</summary>
    public IReadOnlyDictionary<string, long> LeftOut { get; init; } = new Dictionary<string, long>();

    /// <summary>What was read, skipped and lost.</summary>
    public ReadAccount Account { get; }

    /// <summary>True where <see cref="Samples"/> counts samples; false for folded lines, which tell weights alone.</summary>
    public bool SamplesKnown { get; init; } = true;

    internal string? UnitName { get; init; }

    internal FrameNames Names { get; }

    internal CallTree Tree { get; }

    /// <inheritdoc cref="Open(string, FoldOptions)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Is Open now.")]
    public static Stacks Read(string path, FoldOptions options = default) => Open(path, options);

    /// <summary>Reads samples: perf script text (plain or gzip-compressed), or lines already folded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to fold; ignored for lines already folded.</param>
    /// <exception cref="CaptureFormatException">The file is empty, is something else, or holds no stack; says what to record.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Stacks Open(string path, FoldOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(CaptureStream.Open(path), path, options);
    }

    /// <summary>Reads samples from a stream: perf script text (plain or gzip-compressed), or lines already folded.</summary>
    /// <param name="stream">The text; closed at the end.</param>
    /// <param name="source">What errors and the account call it.</param>
    /// <param name="options">How to fold.</param>
    /// <exception cref="CaptureFormatException">As for <see cref="Open(string, FoldOptions)"/>.</exception>
    public static Stacks Open(Stream stream, string source, FoldOptions options = default)
    {
        using CaptureStream text = CaptureStream.Of(stream, source);

        // An inline lookup starts a program; two threads would only start it twice.
        return FoldedText.Is(text)
            ? FoldedText.Read(text)
            : StackReader.Read(text, source, () => new StackFolder(options), options.Inline is null ? TextPipeline.Threads : 1);
    }

    /// <inheritdoc cref="OpenPerfData(string, string?, FoldOptions)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Is OpenPerfData now.")]
    public static Stacks ReadPerfData(string path, string? kallsyms = null, FoldOptions options = default) =>
        OpenPerfData(path, kallsyms, options);

    /// <summary>Reads the samples of a perf.data file without perf.</summary>
    /// <param name="path">The file, plain or gzip-compressed.</param>
    /// <param name="kallsyms">Names of kernel functions: a copy of the host's
    /// <c>/proc/kallsyms</c> or its <c>System.map</c>; null leaves kernel frames unnamed.</param>
    /// <param name="options">How to fold; inlined functions are not looked up.</param>
    /// <remarks>
    /// The file holds addresses: kernel functions get their names from <paramref name="kallsyms"/>, functions of programs show their module
    /// alone, <c>[libc.so.6]</c>, since their symbols lie in files of the host. perf script on that host names them too;
    /// <see cref="Open(string, FoldOptions)"/> reads its text.
    /// </remarks>
    /// <exception cref="CaptureFormatException">The file is no perf.data file, is
    /// compressed inside, or holds no stacks; or the symbols have no addresses.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Stacks OpenPerfData(string path, string? kallsyms = null, FoldOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OpenPerfData(CaptureStream.Open(path), path, kallsyms, options);
    }

    /// <summary>Reads the samples of perf.data from a stream, such as what <c>perf record
    /// -o -</c> writes; all of it is held in memory.</summary>
    /// <param name="stream">The bytes, plain or gzip-compressed; closed at the end.</param>
    /// <param name="source">What errors and the account call it.</param>
    /// <param name="kallsyms">As for <see cref="OpenPerfData(string, string?, FoldOptions)"/>.</param>
    /// <param name="options">How to fold.</param>
    /// <exception cref="CaptureFormatException">As for <see cref="OpenPerfData(string, string?, FoldOptions)"/>.</exception>
    public static Stacks OpenPerfData(Stream stream, string source, string? kallsyms = null, FoldOptions options = default) =>
        PerfDataStacks.Read(CaptureStream.Of(stream, source), kallsyms, options);

    /// <inheritdoc cref="OpenFolded"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Is OpenFolded now.")]
    public static Stacks ReadFolded(string path) => OpenFolded(path);

    /// <summary>Reads lines already folded, <c>cp;main;read 17</c>, as stackcollapse scripts write them.</summary>
    /// <exception cref="CaptureFormatException">A line has no number at its end.</exception>
    public static Stacks OpenFolded(string path) => FoldedText.Read(CaptureStream.Open(path));

    /// <summary>The processes, heaviest first.</summary>
    public IReadOnlyList<string> Processes
    {
        get
        {
            ulong[] weight = Tree.Totals().Weight;
            return [.. Tree.Children(0).OrderByDescending(node => weight[node]).Select(node => Names.Text(Tree.Name(node)))];
        }
    }

    /// <summary>The stacks of some processes alone.</summary>
    /// <param name="processes">Their names, as <see cref="Processes"/> gives them.</param>
    /// <exception cref="ArgumentException">There is no such process; lists those there are.</exception>
    public Stacks Of(params IEnumerable<string> processes)
    {
        HashSet<string> kept = [.. processes];
        return kept.Except(Processes).FirstOrDefault() is { } missing
            ? throw new ArgumentException(
                $"{Account.Source} holds no process \"{missing}\"; it holds {string.Join(", ", Processes)}.",
                nameof(processes)
            )
            : Where(kept.Contains);
    }

    /// <summary>The stacks of all processes but some; <c>swapper</c> is the idle loop.</summary>
    public Stacks Without(params IEnumerable<string> processes)
    {
        HashSet<string> left = [.. processes];
        return Where(name => !left.Contains(name));
    }

    /// <summary>The stacks as folded lines in the order of stackcollapse-perf.</summary>
    public string ToFolded() => FoldedText.Write(this);

    /// <summary>Writes the stacks as folded lines.</summary>
    public void SaveFolded(string path) => File.WriteAllBytes(path, FoldedText.Bytes(this));

    /// <summary>Writes the folded stacks, every byte of a name as it was sampled.</summary>
    public void SaveFolded(Stream stream) => stream.Write(FoldedText.Bytes(this));

    /// <summary>Writes the stacks for speedscope (www.speedscope.app), one profile a process.</summary>
    public void SaveSpeedscope(string path) => File.WriteAllBytes(path, Speedscope.Write(this));

    /// <summary>Writes the JSON of speedscope's own format.</summary>
    public void SaveSpeedscope(Stream stream) => stream.Write(Speedscope.Write(this));

    /// <summary>A line that says what there is.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Samples} {(Samples == 1 ? "sample" : "samples")} of {Event ?? "an unnamed event"} in {Tree.Count - 1} {(Tree.Count == 2 ? "frame" : "frames")} of {Processes.Count} {(Processes.Count == 1 ? "process" : "processes")}, {Amount.Of(Weight, Unit)} ({Account.ShownSource})"
        );

    private Stacks Where(Func<string, bool> process)
    {
        var tree = new CallTree();
        int[] here = new int[Tree.Count];
        for (int node = 1; node < Tree.Count; node++)
        {
            int parent = Tree.Parent(node);
            if (parent == 0 ? process(Names.Text(Tree.Name(node))) : here[parent] != 0)
            {
                here[node] = tree.Child(here[parent], Tree.Name(node));
                tree.Add(here[node], Tree.SelfWeight(node), Tree.SelfSamples(node));
            }
        }

        return new Stacks(Names, tree, Account)
        {
            Event = Event,
            Events = Events,
            UnitName = UnitName,
            SamplesKnown = SamplesKnown,
            LeftOut = LeftOut,
        };
    }
}
