using System.Text.RegularExpressions;

namespace NotebookKit.VirtualLab;

/// <summary>The words of a scenario. What they may be set to is so narrow that no value can mean anything to the guest's shell.</summary>
internal static partial class ScenarioGrammar
{
    public static readonly string[] Needed = ["title", "label", "stack", "workload", "capture", "right"];

    public static readonly string[] Keys = [.. Needed, "drive", "queue", "beside", "noise", "bad", "good", "draw"];

    public static readonly string[] Captures = ["time", "perf", "perf-all", "blktrace", "blktrace-dm", "btrace", "iostat", "cpu", "off-cpu"];

    /// <summary>
    /// The stacks: <c>drive</c> is the drive itself, <c>volume</c> an LVM volume with ext4, <c>origin</c> the same while it has a snapshot, <c>snapshot</c>
    /// that snapshot, mounted read-only; <c>delay</c> and <c>flakey</c> are mappings of dm-delay and dm-flakey on the drive.
    /// </summary>
    public static readonly SortedDictionary<string, IReadOnlyDictionary<string, Regex>> Stacks = new(StringComparer.Ordinal)
    {
        ["drive"] = Form(),
        ["volume"] = Form(("read_ahead_kb", Number())),
        ["origin"] = Form(("read_ahead_kb", Number())),
        ["snapshot"] = Form(("chunk", Size()), ("read_ahead_kb", Number())),
        ["delay"] = Form(("ms", Number())),
        ["flakey"] = Form(("up", Number()), ("down", Number())),
    };

    public static readonly IReadOnlyDictionary<string, Regex> Drive = Form(("iops", Number()), ("bps", Number()));

    public static readonly IReadOnlyDictionary<string, Regex> Queue = Form(("nomerges", Number()), ("scheduler", Name()), ("max_sectors_kb", Number()), ("nr_requests", Number()),
        ("read_ahead_kb", Number()), ("wbt_lat_usec", Number()), ("rq_affinity", Number()));

    /// <summary>The workloads: <c>read</c> cats files with a cold cache (for stacks so many <c>rounds</c>), <c>fio</c> runs fio, <c>dd</c> reads the device in order through the page cache.</summary>
    public static readonly SortedDictionary<string, IReadOnlyDictionary<string, Regex>> Workloads = new(StringComparer.Ordinal)
    {
        ["read"] = Form(("mib", Number()), ("rounds", Number())),
        ["dd"] = Form(("bs", Size())),
        ["fio"] = Form([.. new[] { "rw", "ioengine" }.Select(name => (name, Name())), .. new[] { "bs", "size", "rate" }.Select(name => (name, Size())),
            .. new[] { "iodepth", "numjobs", "rate_iops", "fsync", "fdatasync", "rwmixread", "direct", "dirty_background_bytes" }.Select(name => (name, Number())),
            ("offset", Text()), ("errors", Text())]),
    };

    /// <summary>What goes on beside a workload: <c>stalls</c> stops the drive for <c>ms</c>, again and again <c>every_ms</c> later.</summary>
    public static readonly SortedDictionary<string, IReadOnlyDictionary<string, Regex>> Besides = new(StringComparer.Ordinal)
    {
        ["stalls"] = Form(("ms", Number()), ("every_ms", Number())),
    };

    public static readonly IReadOnlyDictionary<string, Regex> Noise = Form(("rate", Number()));

    /// <summary>What a form takes, for an error.</summary>
    public static string Told(Regex form) => form == Number() ? "a whole number" : form == Size() ? "a size such as 64k" : form == Text() ? "one of bad, pass" : "a word";

    private static SortedDictionary<string, Regex> Form(params (string Name, Regex Form)[] settings) => new(settings.ToDictionary(one => one.Name, one => one.Form), StringComparer.Ordinal);

    [GeneratedRegex("^[0-9]{1,12}$")]
    private static partial Regex Number();

    [GeneratedRegex("^[0-9]{1,6}[kKmMgG]?$")]
    private static partial Regex Size();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex Name();

    [GeneratedRegex("^(bad|pass)$")]
    private static partial Regex Text();
}
