using System.Globalization;
using NotebookKit.Diagnosis;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>What the classifier is trained on: the stretches of labelled recordings.</summary>
public static class TrainingRows
{
    /// <summary>The step whose capture is cut into stretches.</summary>
    public const string Step = "blktrace";

    // The lab's shortest stall: less of one is a part of it, cut by the stretch's end.
    internal const double LeastStallNs = 300_000_000;

    // Without layers above, and with them.
    private static readonly string[] PerfFiles = ["perf-block.data", "perf-block-all.data"];

    /// <summary>Reads every labelled recording of a folder that holds a capture of blktrace, or the stretches that a file keeps of
    /// them.</summary>
    /// <param name="path">A folder as <see cref="LabelledRecordings.In"/> takes it, such as <c>data</c>; or a file of
    /// comma-separated text that <c>notebookkit train --features</c> wrote.</param>
    /// <param name="perf">True reads captures of perf too, and labels no stretch that
    /// shows nothing of its recording's cause: none between two stalls.</param>
    /// <returns>
    /// Stretches of <see cref="Classifier.Stretch"/>, labelled by what the drive can show
    /// (<see cref="DriveClass"/>): null where it shows nothing of the cause.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another version's features; the message says where.</exception>
    public static IReadOnlyList<FeatureRow> Open(string path, bool perf = false) =>
        File.Exists(path)
            ? FeatureFile.Read(path)
            : [.. LabelledRecordings.In(path).SelectMany(one => Of(one.Name, one.Folder, one.Label, perf))];

    private static IEnumerable<FeatureRow> Of(string name, string folder, string label, bool perf)
    {
        Recording? recording = Recording.IsIn(folder) ? Recording.Open(folder) : null;
        (string? kernel, string boot) = recording is not null
            ? (recording.Host.Kernel, BootOf(recording))
            : (KernelOf(folder), Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(folder))!));
        foreach (string file in (string[])[Step, .. perf ? PerfFiles : []])
        {
            string path = Path.Combine(folder, file);
            path = Directory.Exists(path) || File.Exists(path) ? path : path + ".gz";
            if (!Directory.Exists(path) && !File.Exists(path))
            {
                continue;
            }

            foreach (
                FeatureRow row in Features.Of(BlockTrace.Open(path), Classifier.Stretch, recording: name, label: DriveClass.Of(label)).Rows
            )
            {
                yield return row with
                {
                    Label = perf && !Shows(row) ? null : row.Label,
                    Kernel = kernel,
                    Boot = boot,
                    Tool = file == Step ? file : "perf",
                };
            }
        }
    }

    // A stretch can only tell of what falls into it: one between two stalls is that of a drive which does not stall, and so with errors.
    private static bool Shows(FeatureRow row) => row.Label is null || Lacks(row, row.Label) is null;

    /// <summary>What a stretch lacks of a class without which none is labelled so, and so
    /// none may be named so; null where nothing.</summary>
    internal static string? Lacks(FeatureRow row, string label) =>
        label switch
        {
            "stalls" when row["stall_share"] * row.WidthNs is < LeastStallNs and var stalled => FormattableString.Invariant(
                $"only {stalled / NsIn.Ms:0} ms without an answer (stalls have {LeastStallNs / NsIn.Ms:0} ms and more)"
            ),
            "io-errors" when row["errors_per_1000"] is 0 => "no request failed",
            _ => null,
        };

    // "Linux host 6.1.0-42-amd64 #1 ...".
    private static string? KernelOf(string folder)
    {
        string file = Path.Combine(folder, "uname.txt");
        return new FileInfo(file) is { Exists: true, Length: < 4096 } && File.ReadAllText(file).Split(' ') is { Length: > 2 } words
            ? words[2]
            : null;
    }

    // The clock of the steps runs from the boot on; recordings that do not tell it were made in one boot for each day.
    private static string BootOf(Recording recording)
    {
        RecordedStep? first = recording.Steps.FirstOrDefault(step => step.MonotonicNs is not null && step.Start is not null);
        return first is { MonotonicNs: [long began, ..], Start: { } start }
            ? (start - TimeSpan.FromTicks(began / 100)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
            : recording.Recorded ?? "";
    }
}
