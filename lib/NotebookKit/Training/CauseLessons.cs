using NotebookKit.Diagnosis;

namespace NotebookKit.Training;

/// <summary>The lessons, by cause.</summary>
internal static class CauseLessons
{
    public static IReadOnlyDictionary<string, CauseLesson> All { get; } =
        new Dictionary<string, CauseLesson>(StringComparer.Ordinal)
        {
            [FindingKind.MergeDisabled] = new()
            {
                Hints =
                [
                    "Compare the size of a bio at Q with the size of a request at D. Did anything grow on the way?",
                    "Sequential bios that wait side by side should become one request (M, F). Count the M and F events, and the bios that touch their neighbour.",
                    "Nothing merged though everything could have. Somebody told the queue so: read the attributes of the drive's queue, one by one.",
                ],
                Evidence =
                [
                    ["nomerges", "merg"],
                    ["sectors", "KiB", "kB", "nomerges = 2", "nomerges=2", "nomerges 2", "M 0", "0 M", "no M"],
                ],
                RuledOut =
                [
                    ["size limit", "max_sectors", "read-ahead", "readahead", "random", "split", "X 0"],
                ],
                Remedy =
                [
                    ["nomerges"],
                    ["0"],
                ],
                Debrief =
                    "Bios came in order, waited side by side, and each became a request of its own: no M, no F. `queue/nomerges` = 2 forbids it. A limit counted in requests then hurts by "
                    + "the factor by which requests shrank. What to do: echo 0 > /sys/block/DRIVE/queue/nomerges, and find who set it.",
                WrongTurns =
                [
                    "\"The drive is slow\": ask what one request takes while few are in flight, and how large it is.",
                    "\"The snapshot is slow\": ask which layer made the pieces small, and who should have put them together again.",
                    "\"The size limit\": ask how many X events the drive has. A limit splits what came large.",
                ],
            },
            [FindingKind.MaxSectors] = new()
            {
                Hints =
                [
                    "How large is a bio at Q, how large a request at D? And which letter stands between them?",
                    "X is a split. Count the X events for one bio, and the size of the largest request that ever gets to the drive.",
                    "A largest request that is the same to the sector is no accident: compare it with the two attributes of the queue that bound a request.",
                ],
                Evidence =
                [
                    ["max_sectors", "split", "X"],
                    ["sectors", "KiB", "kB", "max_sectors_kb ="],
                ],
                RuledOut =
                [
                    ["merg", "nomerges", "read-ahead", "readahead", "application"],
                ],
                Remedy =
                [
                    ["max_sectors_kb"],
                ],
                Debrief =
                    "Bios came large and were cut at the drive's queue: X events, and a largest request that is exactly `max_sectors_kb`, far below `max_hw_sectors_kb`. It looks like lost merges from "
                    + "the drive's side (small requests) and is the opposite: nothing small came in. What to do: raise max_sectors_kb, up to max_hw_sectors_kb.",
                WrongTurns =
                [
                    "\"nomerges\": ask for its value, and how large a bio was before it met the queue.",
                    "\"No read-ahead\": ask how many sectors one bio asks for at Q.",
                ],
            },
            [FindingKind.NoReadAhead] = new()
            {
                Hints =
                [
                    "How many requests are in flight at a time? And when is the next bio queued: before or after the one before completed?",
                    "Sequential, small, one at a time: nothing could merge, as nothing waited. Who decides how far ahead a buffered read reads?",
                    "Read the attribute of the device under the file system that says how much is read ahead, and tell it from an application that bypasses it (O_DIRECT).",
                ],
                Evidence =
                [
                    ["read_ahead_kb", "read-ahead", "readahead", "one at a time", "one by one"],
                    ["0", "sectors", "KiB"],
                ],
                RuledOut =
                [
                    ["merg", "nomerges", "size limit", "max_sectors", "split"],
                ],
                Remedy =
                [
                    ["read_ahead_kb", "setra", "read-ahead", "readahead"],
                ],
                Debrief =
                    "Each bio of 8 sectors was queued after the one before had been issued: at depth one nothing waits, so nothing can merge, and no queue attribute is to blame. `read_ahead_kb` of the top device is 0. "
                    + "What to do: blockdev --setra, or read_ahead_kb of the device under the file system.",
                WrongTurns =
                [
                    "\"nomerges\": ask how many bios found a neighbour waiting. None did: merging had nothing to do.",
                    "\"The application reads 4 KiB\": ask what read_ahead_kb would have made of that.",
                    "\"The drive's latency\": ask how many requests it was given at once.",
                ],
            },
            [FindingKind.AppSmall] = new()
            {
                Hints =
                [
                    "How many requests are in flight at a time?",
                    "Read-ahead is on. Why does it not show?",
                    "An application that opens with O_DIRECT bypasses read-ahead: its own size is the size at Q.",
                ],
                Evidence =
                [
                    ["one at a time", "one by one", "sectors", "KiB", "depth 1"],
                ],
                RuledOut =
                [
                    ["merg", "nomerges", "size limit", "max_sectors", "read-ahead", "read_ahead"],
                ],
                Remedy =
                [
                    ["larger", "several at once", "application"],
                ],
                Debrief =
                    "Sequential reads of one page, one at a time, though read-ahead is on: the application asks for no more. What to do: larger reads, or several at once.",
                WrongTurns = ["\"No read-ahead\": ask for read_ahead_kb of the top device."],
            },
            [FindingKind.IopsCap] = new()
            {
                Hints =
                [
                    "Draw completions a second against time.",
                    "A flat top with requests waiting is a ceiling. Is it one of requests or of bytes?",
                    "A round number of requests a second, whatever their size, is imposed.",
                ],
                Evidence =
                [
                    ["IOPS", "requests a second", "plateau", "flat"],
                    ["standing", "queue", "waiting", "depth", "outstanding"],
                ],
                RuledOut =
                [
                    ["paced", "application", "own speed"],
                ],
                Remedy =
                [
                    ["fewer", "larger", "limit", "io.max"],
                ],
                Debrief =
                    "Completions keep to one rate while requests wait: a ceiling counted in requests. It hurts nobody who sends large ones. What to do: fewer, larger I/Os; look whether the limit is imposed.",
                WrongTurns = ["\"The drive is slow\": ask what D2C is at depth one (Little's law: depth / rate = time)."],
            },
            [FindingKind.BandwidthCap] = new()
            {
                Hints =
                [
                    "Requests are large here. Which of the two rates is flat: requests a second, bytes a second?",
                    "Divide the mean depth by the rate (Little's law). Is the wait explained by the line in front of the drive?",
                    "Bytes a second stay at one value, round in MiB, with requests waiting all the time. What imposes such numbers?",
                ],
                Evidence =
                [
                    ["MiB/s", "MB/s", "bytes a second", "bandwidth"],
                    ["flat", "plateau", "standing", "waiting", "depth", "outstanding", "queue"],
                ],
                RuledOut =
                [
                    ["paced", "application", "small", "merg", "IOPS"],
                ],
                Remedy =
                [
                    ["limit", "io.max", "imposed", "cloud", "link"],
                ],
                Debrief =
                    "Large requests, a queue that always stands, and a rate of bytes that does not move: a ceiling on bytes. D2C is long because it holds the wait in line, not because the drive works long. What to do: find "
                    + "who imposes it (io.max, a cloud volume's limit, a link), or move less.",
                WrongTurns =
                [
                    "\"The drive's latency\": ask for the depth, then for Little's law.",
                    "\"An IOPS limit\": ask what it would be in requests, and whether anybody sells that number.",
                ],
            },
            [FindingKind.Saturated] = new()
            {
                Hints =
                [
                    "How many requests wait at any time?",
                    "Is the wait the drive's, or that of the line in front of it?",
                    "Who decides how many are sent at once?",
                ],
                Evidence =
                [
                    ["IOPS", "queue", "depth", "waiting"],
                ],
                RuledOut =
                [
                    ["paced", "application", "merg"],
                ],
                Remedy =
                [
                    ["spread", "less", "fewer"],
                ],
                Debrief =
                    "The load keeps a long line in front of the drive: latency is the line. What to do: spread it over drives, or ask for less at once.",
                WrongTurns = ["\"The drive got slower\": ask for completions a second before and after."],
            },
            [FindingKind.Stalls] = new()
            {
                Hints =
                [
                    "Compare the median of D2C with its maximum. Which of them would a mean have shown?",
                    "Look at the times between one C and the next, while requests are in hand.",
                    "Nothing completes for a long time, then all goes on as before, and this more than once. What inside a drive does that?",
                ],
                Evidence =
                [
                    ["no C", "completes nothing", "gap", "nothing completes", "stall", "pause"],
                    ["ms", " s"],
                ],
                RuledOut =
                [
                    ["application", "always", "median", "outstanding", "in hand", "slow drive"],
                ],
                Remedy =
                [
                    ["log", "smart", "firmware", "throttl", "thermal"],
                ],
                Debrief =
                    "For hundreds of milliseconds nothing completed, with requests in hand; in between the drive was quick. Means and percentiles below the last hide it, the time line shows it. What to do: the kernel log "
                    + "and the drive's own log at exactly these times (smart-log): firmware, garbage collection, thermal throttling.",
                WrongTurns =
                [
                    "\"The mean is fine, so the drive is\": ask for the maximum, and for the second in which it fell.",
                    "\"The application paused\": ask whether requests were outstanding meanwhile.",
                ],
            },
            [FindingKind.IoErrors] = new()
            {
                Hints =
                [
                    "Not every C event ends in [0]. Which do not?",
                    "Count the errors, their places, and the R events (requeue). Do the same places come back?",
                    "Who completed them with an error: the drive itself, or a layer above it?",
                ],
                Evidence =
                [
                    ["error", "ENODATA", "-61", "EIO", "failed"],
                    ["sector", "C event", "requeue", "completion", "place"],
                ],
                RuledOut =
                [
                    ["layer", "dm", "drive itself", "above"],
                ],
                Remedy =
                [
                    ["log", "data", "backup", "smart", "secure"],
                ],
                Debrief =
                    "Some requests came back with an error, at a few places, again and again, and the kernel tried each several times (R): what waits for them waits for all the tries. The drive itself completed them so. "
                    + "What to do: secure the data first; then the kernel's log and the drive's error log.",
                WrongTurns =
                [
                    "\"Slow, so a ceiling\": ask what stands in the brackets of the C lines.",
                    "\"A layer fails them\": ask on which device the C with the error is.",
                ],
            },
            [FindingKind.DmErrors] = new()
            {
                Hints = ["Which C events carry an error?", "On which device?", "Did those bios ever reach the drive?"],
                Evidence =
                [
                    ["error", "EIO", "failed"],
                    ["layer", "dm", "flakey", "never"],
                ],
                RuledOut =
                [
                    ["drive"],
                ],
                Remedy =
                [
                    ["dmsetup", "target"],
                ],
                Debrief =
                    "The bios failed in the layer itself: no A event maps them down, and the drive never saw them. What to do: dmsetup table names the target.",
                WrongTurns = ["\"The drive fails\": ask for the drive's own C of these bios."],
            },
            [FindingKind.DmDelay] = new()
            {
                Hints =
                [
                    "Q2C of the upper device is long. How long is D2C at the drive?",
                    "Where does a bio spend the time between? Follow one by its A event from the upper device to the drive.",
                    "The drive is idle most of the time while the layer above has bios in hand. `dmsetup table` says what each layer is.",
                ],
                Evidence =
                [
                    ["layer", "dm-1", "dm", "mapping"],
                    ["ms", "delay", "hold"],
                ],
                RuledOut =
                [
                    ["drive", "D2C"],
                ],
                Remedy =
                [
                    ["dmsetup", "target", "layer"],
                ],
                Debrief =
                    "The drive answered in a fraction of a millisecond and was idle; the layer above held each bio for tens of milliseconds before it passed it down. Whoever traces the drive alone sees a healthy drive. "
                    + "What to do: dmsetup table names the target; take it out, or look at what it waits for.",
                WrongTurns =
                [
                    "\"A slow drive\": ask for D2C at the drive, and for its share of Q2C above.",
                    "\"An idle application\": ask how many bios the upper device had in hand.",
                ],
            },
            [FindingKind.SnapshotCow] = new()
            {
                Hints =
                [
                    "How many requests does the drive get for one write of the application?",
                    "What is read just before each write?",
                    "A write to an origin copies the old chunk first.",
                ],
                Evidence =
                [
                    ["read", "copy", "chunk", "requests a write"],
                ],
                RuledOut =
                [
                    ["read-modify-write", "merg", "database"],
                ],
                Remedy =
                [
                    ["snapshot", "chunk"],
                ],
                Debrief =
                    "Each first write to a chunk was preceded by a read of it and a write elsewhere. What to do: delete the snapshot when it is no longer needed, or give it larger chunks.",
                WrongTurns = ["\"Random writes\": ask for the I/Os at the drive for one write above."],
            },
            [FindingKind.FlushStorm] = new()
            {
                Hints =
                [
                    "Not all requests carry data. Which letters in the RWBS column say so?",
                    "Count the flushes, and the writes. How many writes stand between two flushes?",
                    "Each write waits for its flush before the next is sent. Who in an application asks for that?",
                ],
                Evidence =
                [
                    ["flush", "FN", "FUA", "fsync"],
                    ["write", "a second", "each"],
                ],
                RuledOut =
                [
                    ["merg", "drive", "slow", "nomerges", "cap"],
                ],
                Remedy =
                [
                    ["group", "batch", "commits", "power-loss", "fewer"],
                ],
                Debrief =
                    "Almost every write brought a flush of its own (F in the RWBS column, no sectors), and waited for it. No flush is slow; there are so many of them. What to do: group the commits; a drive with power-loss "
                    + "protection answers a flush at once.",
                WrongTurns =
                [
                    "\"Small writes that should merge\": ask how many writes are in flight when a flush is awaited.",
                    "\"The drive is slow\": ask for the median time of one flush, and multiply.",
                ],
            },
            [FindingKind.SlowMember] = new()
            {
                Hints =
                [
                    "There is more than one drive here. Are they asked for the same, and do they answer alike?",
                    "Put the median of D2C of each drive beside that of its peers, with the number of requests.",
                    "An array waits for its slowest member. Which drive has a D2C many times that of the others under the same load?",
                ],
                Evidence =
                [
                    ["D2C", "median", "latency", "slower", "slow"],
                    ["peer", "other", "member", "times", "beside", "nvme"],
                ],
                RuledOut =
                [
                    ["peer", "other", "load", "array", "layer", "merg", "application"],
                ],
                Remedy =
                [
                    ["replace", "examine", "log", "firmware", "link"],
                ],
                Debrief =
                    "All members were asked for the same, and one took many times as long for each request. The array, and whoever waits for it, is as slow as that one. "
                    + "What to do: examine or replace that drive: its own log, its link, its firmware beside that of its peers.",
                WrongTurns =
                [
                    "\"The array is slow\": ask for D2C drive by drive.",
                    "\"That drive has more to do\": ask how many requests each got.",
                ],
            },
            [FindingKind.HeldAboveDrive] = new()
            {
                Hints =
                [
                    "How long is D2C, and how long is Q2C? Where is the rest?",
                    "Between Q and D a request waits in the kernel. Who decides when it goes: which scheduler, how many places?",
                    "The drive has few requests in hand while many wait above it. Read scheduler, nr_requests and wbt_lat_usec of its queue.",
                ],
                Evidence =
                [
                    ["Q2D", "I2D", "Q2G", "G2I", "D2C", "wait", "held", "holds"],
                    ["ms", "%", "requests", "places"],
                ],
                RuledOut =
                [
                    ["drive", "D2C", "merg", "application"],
                ],
                Remedy =
                [
                    ["scheduler", "nr_requests", "wbt", "none"],
                ],
                Debrief =
                    "The drive answered quickly and had few requests in hand, while those that were to come waited above it: for the scheduler's turn or for a free place. Q2C is long, D2C is short. "
                    + "What to do: read queue/scheduler, nr_requests and wbt_lat_usec; try none, or more places, and trace again.",
                WrongTurns =
                [
                    "\"A slow drive\": ask for D2C, and for its share of Q2C.",
                    "\"A ceiling of the drive\": ask how many requests the drive had in hand.",
                ],
            },
            [FindingKind.Throttled] = new()
            {
                Hints =
                [
                    "How long is D2C, and how busy is the drive? Who makes the rest of the wait?",
                    "A trace has more than letters of I/O: look for lines with m, a message of the kernel's own.",
                    "Each message tells of I/O that is queued before it may go: whose limit is that?",
                ],
                Evidence =
                [
                    ["throtl", "notice", "message", "limit", "io.max", "cgroup", "wbt"],
                    ["queued", "hold", "held", "a second", "wait", "busy"],
                ],
                RuledOut =
                [
                    ["drive", "D2C", "merg", "application"],
                ],
                Remedy =
                [
                    ["io.max", "limit", "cgroup", "wbt"],
                ],
                Debrief =
                    "The drive was quick and idle most of the time; a limit above it let through so many I/Os a second, and the rest waited. The kernel says so itself, in messages between the events. "
                    + "What to do: read io.max of the control groups that use the drive, and raise the limit where it was not meant.",
                WrongTurns =
                [
                    "\"A ceiling of the drive\": ask how many requests stood at the drive, between D and C.",
                    "\"A slow drive\": ask for D2C.",
                ],
            },
            [FindingKind.LayerCuts] = new()
            {
                Hints =
                [
                    "How large is a bio at Q of the upper device, and how large at the drive's?",
                    "X on a layer above means that the layer cuts. At which size, and does anything join the pieces again?",
                    "The pieces lie side by side. What would join them, and is it allowed to?",
                ],
                Evidence =
                [
                    ["layer", "dm", "md", "X", "split"],
                    ["sectors", "KiB", "pieces"],
                ],
                RuledOut =
                [
                    ["application", "size limit", "max_sectors", "read-ahead"],
                ],
                Remedy =
                [
                    ["chunk", "stripe", "nomerges"],
                ],
                Debrief =
                    "Bios came large to the layer above, which cut them at its chunk or stripe, and nothing merged the pieces again at the drive. What to do: larger chunks or stripes, and nomerges 0 on the drive.",
                WrongTurns = ["\"The application asks for little\": ask for the size at Q of the topmost device."],
            },
            [FindingKind.Discards] = new()
            {
                Hints =
                [
                    "Not all requests read or write. Which letters stand in the RWBS column?",
                    "How long does a discard take here, and how long a read while one is in hand?",
                    "Reads are quick alone and slow beside discards. Who sends those, and when?",
                ],
                Evidence =
                [
                    ["discard", "RWBS"],
                    ["ms", "reads", "beside", "wait"],
                ],
                RuledOut =
                [
                    ["drive", "alone", "merg", "cap"],
                ],
                Remedy =
                [
                    ["fstrim", "discard"],
                ],
                Debrief =
                    "Reads waited for discards: alone they were quick. What to do: run fstrim when little is read, not the mount option discard; smaller discards by discard_max_bytes.",
                WrongTurns = ["\"A slow drive\": ask for a read's time while no discard is in hand."],
            },
            [FindingKind.HungDrive] = new()
            {
                Hints =
                [
                    "Where does the trace end, and where is the last C?",
                    "Count the D events that have no C. Are they lost here and there, or all at the end?",
                    "Requests went on being issued and nothing came back. A pause ends; does this one?",
                ],
                Evidence =
                [
                    ["no C", "nothing completes", "completes nothing", "without a C", "last C", "answers"],
                    ["waiting", "wait", "s"],
                ],
                RuledOut =
                [
                    ["lost", "load", "ended", "stall", "application", "issued"],
                ],
                Remedy =
                [
                    ["log", "link", "controller", "reset", "replace"],
                ],
                Debrief =
                    "After a moment in the trace nothing completed any more, though requests waited and more came. A stall ends; this did not while it was traced. "
                    + "What to do: the kernel's log (timeouts, resets), then link and controller; what waits on the drive cannot be killed until it answers or is removed.",
                WrongTurns =
                [
                    "\"Events were lost\": ask whether a single C comes after the last.",
                    "\"The load ended\": ask how many were issued after the last C.",
                ],
            },
            [FindingKind.SlowDrive] = new()
            {
                Hints =
                [
                    "How long does the drive take for one request, when nothing else is in hand?",
                    "Is there a line in front of it? Little's law tells whether the wait is one.",
                    "Slow at depth one, slow at any depth, for small requests too: then it is neither the line nor the size.",
                ],
                Evidence =
                [
                    ["D2C", "median", "latency"],
                    ["depth", "alone", "ms"],
                ],
                RuledOut =
                [
                    ["line", "queue", "ceiling", "merg", "depth", "above"],
                ],
                Remedy =
                [
                    ["log", "firmware", "link", "power", "replace", "examine"],
                ],
                Debrief =
                    "Each request took long at the drive, with nothing before it in line. What to do: the drive's own log, width and speed of its link, firmware, power state.",
                WrongTurns = ["\"A ceiling\": ask for D2C at depth one."],
            },
            [Causes.Healthy] = new()
            {
                Hints =
                [
                    "Before you look for a fault: what would a good host show here? Size, latency, depth, errors, shares of time.",
                    "Go down the list: requests large? merged where they can be? quick at the drive? nothing in line? no errors? no gaps?",
                    "How busy is the drive at all? If nothing is wrong here, where would you look next?",
                ],
                Evidence =
                [
                    ["busy", "%", "idle", "D2C"],
                    ["ms", "sectors", "requests", "KiB"],
                ],
                RuledOut =
                [
                    ["merg", "cap", "ceiling", "error", "stall", "queue", "nothing", "rule"],
                ],
                Remedy =
                [
                    ["elsewhere", "nothing", "application", "above", "not"],
                ],
                Debrief =
                    "Requests as large as the drive takes, answered in a fraction of a millisecond, no line, no errors, no gaps, and a drive that is idle most of the time. The storage waits for its user. A cause named here "
                    + "would have cost somebody a week. What to do: say so with the numbers, and look elsewhere (the application, the network, the processor). What it leaves open: layers that were not traced.",
                WrongTurns =
                [
                    "\"There must be something, it is a case\": ask for the number that shows it, and what a good host would show.",
                    "\"merging off\", by reflex: ask for the size at D and the limit of the drive.",
                ],
            },
            [Causes.Refusal] = new()
            {
                Hints =
                [
                    "How many requests does the trace hold? Would your number change if one of them were another?",
                    "A share of 17 moves by 6 % with each request. What can be said with that, and what not?",
                    "It is no shame to say that the capture does not carry a verdict. Say what would.",
                ],
                Evidence =
                [
                    ["requests", "trace", "few", "only"],
                ],
                RuledOut =
                [
                    ["nothing", "none", "cannot", "not", "no ", "few"],
                ],
                Remedy =
                [
                    ["capture", "trace", "longer", "record"],
                ],
                Debrief =
                    "The trace is too short: fewer than twenty requests. Whatever is seen in them may be chance, and what is rare was not there to be seen. To refuse is right here, and so is saying what to capture: "
                    + "issue and complete events of the drive during the slow run, all layers, longer.",
                WrongTurns =
                [
                    "\"All requests look good, so healthy\": ask how many there are, and how often the trouble came.",
                    "\"Probably merging\": ask by which number.",
                ],
            },
        };
}
