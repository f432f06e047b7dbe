using System.Text;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>Makes a recording of what a pile holds of one host.</summary>
internal sealed class RecordingOfPart
{
    private const string TimeUnknown = "the file was imported, and its command with its time is not known";
    private readonly RecordingWriter _writer;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly List<ImportedFile> _files;
    private int _taken;

    private RecordingOfPart(RecordingWriter writer, List<ImportedFile> files) => (_writer, _name, _files) = (writer, writer.Name, files);

    /// <summary>Makes it.</summary>
    /// <param name="part">What there is of the host.</param>
    /// <param name="folder">The recording's folder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="titles">What was imported.</param>
    /// <param name="files">Takes a word on every file.</param>
    /// <returns>False where no file is a capture.</returns>
    public static bool Make(PilePart part, string folder, string name, IReadOnlyList<string> titles, List<ImportedFile> files)
    {
        var writer = new RecordingWriter(folder)
        {
            Name = name,
            Title = $"{part.Host.Name ?? name}, imported from {string.Join(", ", titles)}",
            Host = ImportedFingerprint.Of(part),
            Kind = RecordingKind.Imported,
            Origin = $"imported from {string.Join(", ", titles)}",
        };
        var recording = new RecordingOfPart(writer, files);
        recording.Take(part);
        if (recording._taken == 0)
        {
            Directory.Delete(folder, recursive: true);
            return false;
        }

        writer.Finish();
        return true;
    }

    private void Take(PilePart part)
    {
        foreach (IGrouping<string, PileFile[]> together in part.Blktrace.GroupBy(capture => Path.GetDirectoryName(capture[0].Name) ?? ""))
        {
            PileFile[] all = [.. together.SelectMany(capture => capture)];
            string[] copies = [.. all.Select(Copy)];
            _files.AddRange(all.Select(file => new ImportedFile(file.Name, BlktraceBinary.Dialect, _name, null)));
            Add(together.Count() > 1 ? "blktrace-dm" : "blktrace", all[0], stdout: null, copies);
        }

        foreach (PileFile file in part.Files)
        {
            if (file.Used is { } used)
            {
                _files.Add(new ImportedFile(file.Name, used, null, null));
                continue;
            }

            if (Sample(file) is not { } sample)
            {
                _files.Add(new ImportedFile(file.Name, null, null, "gone, or not to be read any more, when it was looked at"));
                continue;
            }

            if (PileSample.KindOf(sample) is not { } kind)
            {
                kind = HostFacts.Of(sample).Uname is not null && sample.Length < 1024 ? "uname" : "";
            }

            if (kind.Length == 0)
            {
                _files.Add(new ImportedFile(file.Name, null, null, "no capture that is known here"));
                continue;
            }

            if (CaptureCopy.FaultOf(file) is { } fault)
            {
                _files.Add(new ImportedFile(file.Name, null, null, fault));
                continue;
            }

            string copy = Copy(file);
            bool binary = kind == PerfData.Dialect || kind == BlktraceBinary.Dialect;
            Add(StepOf(kind), file, binary ? null : copy, binary ? [copy] : []);
            _files.Add(new ImportedFile(file.Name, Told(kind, file), _name, null));
        }

        Sysfs(part);
    }

    // Files of a live host, /proc above all, can go between the walk and the look.
    private static byte[]? Sample(PileFile file)
    {
        try
        {
            return PileSample.Of(file.Path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Sysfs(PilePart part)
    {
        if (part.Sysfs.Count == 0)
        {
            return;
        }

        var text = new StringBuilder();
        foreach (PileFile folder in part.Sysfs)
        {
            foreach (SysfsDevice device in SysfsText.Read(folder.Path).Devices)
            {
                foreach ((string attribute, string value) in device.Attributes)
                {
                    text.Append("/sys/block/")
                        .Append(device.Name)
                        .Append('/')
                        .Append(attribute)
                        .Append(':')
                        .Append(value.ReplaceLineEndings(" "))
                        .Append('\n');
                }
            }

            _files.Add(new ImportedFile(folder.Name, TableDialect.Sysfs.Shown, _name, null));
        }

        string path = Unique("sysfs.txt");
        File.WriteAllText(Path.Combine(_writer.Folder, path), text.ToString());
        Add("sysfs", new PileFile(path, path), path, []);
    }

    private string Copy(PileFile file)
    {
        string path = Unique(PileNames.Path(file.Name));
        string copy = Path.Combine(_writer.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        CaptureCopy.Make(file, copy);
        return path;
    }

    // A file where another file's folder has to be, as a report in sections and its own name, gets another name too.
    private string Unique(string path)
    {
        string unique = path;
        for (
            int i = 2;
            _paths.Contains(unique) || Directory.Exists(Path.Combine(_writer.Folder, unique)) || Above(unique).Any(_paths.Contains);
            i++
        )
        {
            unique = FormattableString.Invariant($"{i}/{path}");
        }

        _paths.Add(unique);
        return unique;
    }

    private static IEnumerable<string> Above(string path)
    {
        for (int at = path.IndexOf('/', StringComparison.Ordinal); at > 0; at = path.IndexOf('/', at + 1))
        {
            yield return path[..at];
        }
    }

    private void Add(string step, PileFile file, string? stdout, IReadOnlyList<string> outputs)
    {
        string name = step;
        for (int i = 2; _writer.Steps.Any(other => other.Name == name); i++)
        {
            name = FormattableString.Invariant($"{step}-{i}");
        }

        _taken += step == "uname" ? 0 : 1;
        _writer.Add(
            new RecordedStep
            {
                Name = name,
                Purpose = $"imported from {file.Name}",
                Argv = file.Argv ?? [],
                TimeUnknown = TimeUnknown,
                ExitCodeUnknown = TimeUnknown,
                Stdout = stdout,
                Outputs = outputs,
            }
        );
    }

    private static string Told(string kind, PileFile file)
    {
        if (kind != TableDialect.Diskstats.Shown || new FileInfo(file.Path).Length > ImportedFingerprint.MostBytes)
        {
            return kind;
        }

        try
        {
            return DiskstatsText.Read(file.Path).Snapshots.Count == 1 ? $"{kind}, one sample: averages since boot, no rates" : kind;
        }
        catch (CaptureFormatException)
        {
            return kind;
        }
    }

    // The names that notebooks ask for.
    private static string StepOf(string kind) =>
        kind switch
        {
            BlktraceBinary.Dialect => "blktrace",
            PerfData.Dialect => "perf-block",
            PerfScript.Dialect => "perf-block-script",
            BlkparseText.Dialect => "blkparse",
            FtraceText.Dialect => "ftrace",
            "iostat JSON" => "iostat-json",
            "/proc/diskstats" => "diskstats",
            "lsblk" => "lsblk-all",
            "dmsetup" => "dmsetup-table",
            "queue settings of sysfs" => "sysfs",
            _ => kind,
        };
}
