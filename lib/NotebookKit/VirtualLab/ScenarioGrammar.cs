using System.Text.RegularExpressions;

namespace NotebookKit.VirtualLab;

/// <summary>The words of a scenario. What they may be set to is so narrow that no value can mean anything to the guest's shell.</summary>
internal static partial class ScenarioGrammar
{
    public static readonly string[] Needed = ["title", "label", "stack", "workload", "capture", "right"];

    public static readonly string[] Keys = [.. Needed, "drive", "queue", "beside", "noise", "bad", "good", "kernels", "draw"];

    public static readonly string[] Captures =
    [
        "time",
        "perf",
        "perf-all",
        "blktrace",
        "blktrace-dm",
        "btrace",
        "iostat",
        "cpu",
        "off-cpu",
    ];

    /// <summary>
    /// The stacks: <c>drive</c> is the drive itself, <c>volume</c> an LVM volume with ext4, <c>origin</c> the same while it has
    /// a snapshot, <c>snapshot</c> that snapshot, mounted read-only; <c>delay</c>, <c>flakey</c> and <c>crypt</c> are mappings
    /// of dm-delay, dm-flakey and dm-crypt on the drive, <c>thin</c> a new thin volume in a pool on it, <c>writecache</c>
    /// dm-writecache on the first drive before the second, <c>cache</c> dm-cache likewise, <c>fixed</c> a drive of the kernel's
    /// own (null_blk) that takes <c>us</c> for each request and <c>tags</c> at once, <c>raid</c> an md array of all drives,
    /// <c>multipath</c> one drive by two paths (NVMe's own multipath), <c>xfs</c> and <c>btrfs</c> those file systems,
    /// <c>zram</c> compressed memory. With several <c>drives</c>, the last has the limit <c>slow_iops</c> of its own.
    /// </summary>
    public static readonly SortedDictionary<string, IReadOnlyDictionary<string, Regex>> Stacks = new(StringComparer.Ordinal)
    {
        ["drive"] = Form(),
        ["volume"] = Form(("read_ahead_kb", Number())),
        ["origin"] = Form(("read_ahead_kb", Number())),
        ["snapshot"] = Form(("chunk", Size()), ("read_ahead_kb", Number())),
        ["delay"] = Form(("ms", Number())),
        ["flakey"] = Form(("up", Number()), ("down", Number())),
        ["crypt"] = Form(),
        ["thin"] = Form(("chunk", Size())),
        ["writecache"] = Form(("drives", Drives()), ("slow_iops", Number())),
        ["cache"] = Form(("drives", Drives()), ("slow_iops", Number())),
        ["fixed"] = Form(("us", Number()), ("tags", Number())),
        ["raid"] = Form(("level", Level()), ("drives", Drives()), ("slow_iops", Number())),
        ["drives"] = Form(("drives", Drives()), ("slow_iops", Number())),
        ["multipath"] = Form(("slow_iops", Number())),
        ["xfs"] = Form(("read_ahead_kb", Number())),
        ["btrfs"] = Form(("read_ahead_kb", Number())),
        ["zram"] = Form(),
    };

    public static readonly IReadOnlyDictionary<string, Regex> Drive = Form(("iops", Number()), ("bps", Number()));

    public static readonly IReadOnlyDictionary<string, Regex> Queue = Form(
        ("nomerges", Number()),
        ("scheduler", Name()),
        ("max_sectors_kb", Number()),
        ("nr_requests", Number()),
        ("read_ahead_kb", Number()),
        ("wbt_lat_usec", Number()),
        ("rq_affinity", Number())
    );

    /// <summary>
    /// The workloads: <c>read</c> cats a file with a cold cache, or so many <c>files</c> (for stacks so
    /// many <c>rounds</c>), <c>fio</c> runs fio, <c>dd</c> reads the device in order through the page
    /// cache, each for so many <c>seconds</c>; each capture has its own length where they are not set.
    /// </summary>
    public static readonly SortedDictionary<string, IReadOnlyDictionary<string, Regex>> Workloads = new(StringComparer.Ordinal)
    {
        ["read"] = Form(("mib", Number()), ("rounds", Number()), ("files", Number())),
        ["dd"] = Form(("bs", Size()), ("seconds", Number())),
        ["fio"] = Form([
            .. new[] { "rw", "ioengine" }.Select(name => (name, Name())),
            .. new[] { "bs", "size", "rate" }.Select(name => (name, Size())),
            .. new[]
            {
                "seconds",
                "iodepth",
                "numjobs",
                "rate_iops",
                "fsync",
                "fdatasync",
                "rwmixread",
                "direct",
                "dirty_background_bytes",
            }.Select(name => (name, Number())),
            ("offset", Text()),
            ("errors", Text()),
            ("class", Class()),
        ]),
    };

    /// <summary>
    /// What goes on beside a workload: <c>stalls</c> stops the drive for <c>ms</c>, again and again <c>every_ms</c> later (the last one
    /// where there are several); <c>hang</c> stops it once, after <c>after_ms</c>, for good as long as the trace goes on; <c>cgroup</c>
    /// holds the workload to <c>riops</c> and <c>wiops</c> of its control group; <c>writer</c> writes with <c>iodepth</c>, and the workload
    /// has the <c>weight</c> in bfq against its 1000; <c>discards</c> discards <c>mib</c> again and again.
    /// </summary>
    public static readonly SortedDictionary<string, IReadOnlyDictionary<string, Regex>> Besides = new(StringComparer.Ordinal)
    {
        ["stalls"] = Form(("ms", Number()), ("every_ms", Number())),
        ["hang"] = Form(("after_ms", Number())),
        ["cgroup"] = Form(("riops", Number()), ("wiops", Number())),
        ["writer"] = Form(("iodepth", Number()), ("bs", Size()), ("weight", Number())),
        ["discards"] = Form(("mib", Number())),
    };

    public static readonly IReadOnlyDictionary<string, Regex> Noise = Form(("rate", Number()));

    /// <summary>What a form takes, for an error.</summary>
    public static string Told(Regex form) =>
        form == Number() ? "a whole number"
        : form == Size() ? "a size such as 64k"
        : form == Text() ? "one of bad, pass"
        : form == Drives() ? "2 to 8"
        : form == Level() ? "one of 0, 1, 5, 10"
        : form == Class() ? "one of be, idle"
        : "a word";

    private static SortedDictionary<string, Regex> Form(params (string Name, Regex Form)[] settings) =>
        new(settings.ToDictionary(one => one.Name, one => one.Form), StringComparer.Ordinal);

    [GeneratedRegex("^[0-9]{1,12}$")]
    private static partial Regex Number();

    [GeneratedRegex("^[0-9]{1,6}[kKmMgG]?$")]
    private static partial Regex Size();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[2-8]$")]
    private static partial Regex Drives();

    [GeneratedRegex("^(0|1|5|10)$")]
    private static partial Regex Level();

    [GeneratedRegex("^(be|idle)$")]
    private static partial Regex Class();

    [GeneratedRegex("^(bad|pass)$")]
    private static partial Regex Text();
}
