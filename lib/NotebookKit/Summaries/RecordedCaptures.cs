using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>Finds by its commands which files of a recording are captures, and of what.</summary>
internal static class RecordedCaptures
{
    /// <summary>The block-event captures; the text that blkparse or perf script made of one is left out beside it.</summary>
    public static IReadOnlyList<(string Name, string[] Files)> Events(Recording recording)
    {
        var found = new List<(string Name, string[] Files)>();
        foreach (RecordedStep step in recording.Steps)
        {
            foreach (
                IGrouping<string, string> folder in step
                    .Outputs.Where(file => file.Contains(".blktrace.", StringComparison.Ordinal))
                    .GroupBy(file => Path.GetDirectoryName(file) ?? "")
            )
            {
                found.Add((folder.Key.Length > 0 ? folder.Key : step.Name, [.. folder]));
            }

            if (Program(step) == "ftrace:events")
            {
                found.AddRange(step.Outputs.Select(file => (file, (string[])[file])));
            }

            // perf.data of CPU samples holds no block events.
            found.AddRange(
                step.Outputs.Where(file =>
                        WithoutGz(file).EndsWith(".data", StringComparison.Ordinal)
                        && step.Argv.Any(word => word.Contains("block:", StringComparison.Ordinal))
                    )
                    .Select(file => (file, (string[])[file]))
            );
        }

        bool binaryBlk = found.Exists(capture => capture.Files[0].Contains(".blktrace.", StringComparison.Ordinal));
        bool binaryPerf = found.Exists(capture => WithoutGz(capture.Files[0]).EndsWith(".data", StringComparison.Ordinal));
        foreach (string file in recording.Files.Select(file => file.Path))
        {
            string name = Path.GetFileName(file);
            bool blkparse = name.StartsWith("btrace", StringComparison.Ordinal) || name.StartsWith("blkparse", StringComparison.Ordinal);
            bool perf =
                name.StartsWith("perf-", StringComparison.Ordinal)
                && !name.Contains("cpu", StringComparison.Ordinal)
                && !name.Contains("sched", StringComparison.Ordinal)
                && !name.Contains("time", StringComparison.Ordinal)
                && WithoutGz(name).EndsWith(".txt", StringComparison.Ordinal);
            if ((blkparse && !binaryBlk) || (perf && !binaryPerf))
            {
                found.Add((file, [file]));
            }
        }

        return found;
    }

    /// <summary>The step that recorded a block-event capture: for text, the one whose
    /// records it was made of. Null where it is not known.</summary>
    public static RecordedStep? Recorder(Recording recording, string file)
    {
        RecordedStep? step =
            recording.Steps.FirstOrDefault(step => step.Outputs.Contains(file))
            ?? recording.Steps.FirstOrDefault(step => step.Stdout == file);
        (string Recorder, string From, string Into)? made = step is null
            ? null
            : Program(step) switch
            {
                "blkparse" => ("blktrace", "-D", "-D"),
                "perf" when step.Argv.Contains("script") => ("perf", "-i", "-o"),
                _ => null,
            };
        if (made is not var (recorder, from, into))
        {
            return step is { Argv.Count: > 0 } ? step : null;
        }

        string? records = After(step!, from);
        RecordedStep[] recorders = [.. recording.Steps.Where(one => Program(one) == recorder && !one.Argv.Contains("script"))];
        return recorders.FirstOrDefault(one => records is not null && After(one, into) == records)
            ?? (recorder == "blktrace" && recorders.Length == 1 ? recorders[0] : null);
    }

    /// <summary>The captures of other kinds, each with its reader; of iostat as text and
    /// as JSON the text, unless only JSON is there.</summary>
    public static IEnumerable<(string File, Func<string, TableCapture> Read)> Tables(Recording recording)
    {
        bool iostatText = recording.Steps.Any(step =>
            step.Stdout is { } file && (IsIostat(file) || Program(step) == "iostat") && !IsJson(step)
        );
        foreach (RecordedStep step in recording.Steps.Where(step => step.Stdout is not null))
        {
            string file = step.Stdout!;
            IostatOptions options = step.Argv.Count == 0 ? default : IostatOptions.Of([.. step.Argv]);
            switch (Program(step))
            {
                case "iostat" when IsJson(step) && !iostatText:
                    yield return (file, path => IostatJson.Read(path, options));
                    break;
                case "iostat" when !IsJson(step):
                    yield return (file, path => IostatText.Read(path, options));
                    break;
                case "lsblk" when IsJson(step):
                    yield return (file, LsblkJson.Read);
                    break;
                case "dmsetup":
                    yield return (file, DmsetupText.Read);
                    break;
                case "cat" when step.Argv.Contains("/proc/diskstats"):
                    yield return (file, DiskstatsText.Read);
                    break;
                case "grep" or "cat" or "head" or "tail" when file.Contains("sysfs", StringComparison.Ordinal):
                    yield return (file, SysfsText.Read);
                    break;
                case "" when IsIostat(file) && !IsJson(step):
                    yield return (file, path => IostatText.Read(path));
                    break;
            }
        }

        foreach ((string, Func<string, TableCapture>) own in Own(recording))
        {
            yield return own;
        }
    }

    // What a recorder read itself, with no program between.
    private static IEnumerable<(string File, Func<string, TableCapture> Read)> Own(Recording recording)
    {
        foreach (
            RecordedStep step in recording.Steps.Where(step => step.Unfinished is null && step.Stdout is null && step.Outputs.Count == 1)
        )
        {
            switch (Program(step))
            {
                case "sysfs:queue":
                    yield return (step.Outputs[0], SysfsText.Read);
                    break;
                case "diskstats:every":
                    yield return (step.Outputs[0], DiskstatsText.Read);
                    break;
            }
        }
    }

    private static string? After(RecordedStep step, string option) => step.Argv.SkipWhile(word => word != option).Skip(1).FirstOrDefault();

    private static string Program(RecordedStep step) => step.Argv.Count == 0 ? "" : Path.GetFileName(step.Argv[0]);

    private static bool IsIostat(string file) => Path.GetFileName(file).StartsWith("iostat", StringComparison.Ordinal);

    // The tool was asked for it, or the file says so: a recording made live names every output alike.
    private static bool IsJson(RecordedStep step) =>
        step.Argv.Any(argument => argument is "JSON" or "-J" or "--json")
        || WithoutGz(step.Stdout!).EndsWith(".json", StringComparison.Ordinal);

    private static string WithoutGz(string file) => file.EndsWith(".gz", StringComparison.Ordinal) ? file[..^3] : file;
}
