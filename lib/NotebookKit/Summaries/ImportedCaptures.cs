using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>The captures of a recording that was made of a pile: its commands are seldom
/// known, so its files say themselves what they are.</summary>
internal static class ImportedCaptures
{
    /// <summary>All files, each checked against its hash.</summary>
    /// <exception cref="RecordingException">A file is not what was imported.</exception>
    public static PilePart Of(Recording recording)
    {
        var part = new PilePart { Name = recording.Name };
        Dictionary<string, IReadOnlyList<string>> argv = recording
            .Steps.Where(step => step.Stdout is not null && step.Argv.Count > 0)
            .ToDictionary(step => step.Stdout!, step => step.Argv);
        PileFile[] files =
        [
            .. recording
                .Files.Select(file => file.Path)
                .Order(StringComparer.Ordinal)
                .Select(file => new PileFile(recording.PathOf(file), file, argv.GetValueOrDefault(file))),
        ];
        part.Files.AddRange(files.Where(file => !BlktraceFiles.IsPerCpu(file.Name)));
        part.Blktrace.AddRange(
            files
                .Where(file => BlktraceFiles.IsPerCpu(file.Name))
                .GroupBy(file => BlktraceFiles.StemOf(file.Name))
                .Select(capture => capture.ToArray())
        );
        return part;
    }
}
