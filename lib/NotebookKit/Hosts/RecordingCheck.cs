namespace NotebookKit.Hosts;

/// <summary>Holds a recording's folder against its document.</summary>
internal static class RecordingCheck
{
    /// <summary>What is wrong, a sentence each.</summary>
    /// <param name="document">The document.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="sealFaults">What of the document is not as it was sealed.</param>
    /// <param name="mostBytes">How much is read at most.</param>
    public static string[] Faults(RecordingDocument document, RecordingFolder folder, IReadOnlyList<string> sealFaults, long mostBytes)
    {
        var faults = new List<string>(sealFaults);
        if (document.Version == RecordingDocument.UnsealedVersion)
        {
            faults.Add(
                $"{Path.Combine(folder.Path, Recording.FileName)} is not sealed: whether it is as it was written cannot be told. "
                    + "`notebookkit record seal` seals it as it is now."
            );
        }

        long left = mostBytes;
        foreach ((string name, RecordingDocument.FileEntry entry) in document.Files)
        {
            var file = new RecordedFile(name, entry.Bytes, entry.Sha256);
            string path = folder.Resolve(name);
            bool fits = file.SizeBytes <= left;
            left -= fits ? file.SizeBytes : 0;
            string? fault = FaultOf(file, path, fits);
            if (fault is not null && sealFaults.Count > 0 && document.Seal is { } seal && IsAsSealed(seal, name, path, left))
            {
                fault = $"{path} is as it was sealed; what {Recording.FileName} says of it was changed.";
            }

            faults.AddRange(fault is null ? [] : [fault]);
        }

        faults.AddRange(Unlisted(document, folder).Where(file => file.LeftBy is null).Select(file => file.Text));
        return [.. faults];
    }

    /// <summary>The files that are there and not listed, each with the unfinished step
    /// that may have left it; null where none may have.</summary>
    public static IEnumerable<(string Text, string? LeftBy)> Unlisted(RecordingDocument document, RecordingFolder folder)
    {
        RecordedStep[] unfinished = [.. document.Steps.Where(step => step.Unfinished is not null)];
        foreach (string file in folder.Files().Where(file => !document.Files.ContainsKey(file)))
        {
            string path = Path.Combine(folder.Path, file);
            string? leftBy =
                file == RecordingFolder.PartName && unfinished.Length > 0
                    ? "the recorder"
                    : Array.Find(unfinished, step => MayHaveWritten(step, file))?.Name;
            string kind =
                new FileInfo(path) is { LinkTarget: { } target } ? $"a link to {target}"
                : FileKind.IsRegular(path) ? $"{new FileInfo(path).Length} bytes"
                : FileKind.Of(path);
            yield return (
                leftBy is null
                    ? $"{path} is not listed in {Recording.FileName}: it was added afterwards ({kind})."
                    : $"{path} is not sealed: {leftBy} had not ended when the recording was last written ({kind}).",
                leftBy
            );
        }
    }

    /// <summary>What is wrong with a recorded file; null where nothing is.</summary>
    /// <param name="file">What was recorded.</param>
    /// <param name="path">Where it lies.</param>
    /// <param name="hash">False where the file is too large for its content to be looked at, which is a fault then.</param>
    public static string? FaultOf(RecordedFile file, string path, bool hash = true)
    {
        if (!FileKind.IsRegular(path))
        {
            return Path.Exists(path)
                ? $"{path} is {FileKind.Of(path)}, and no file; it is not read."
                : $"{path} is missing: the recording lists it. Copy the folder again, whole.";
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            return stream.Length != file.SizeBytes
                    ? $"{path} has {stream.Length} bytes where {file.SizeBytes} were recorded: the file was changed or cut off."
                : !hash ? $"{path} was not checked: with its {file.SizeBytes} bytes more would have to be read than the limit allows."
                : ContentHash.Of(stream, file.SizeBytes) == file.Sha256 ? null
                : $"{path} does not have the SHA-256 that was recorded ({file.Sha256}): its content was changed.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{path} could not be read: {fault.Message}";
        }
    }

    private static bool MayHaveWritten(RecordedStep step, string file) =>
        step.Writes?.Any(path => path.EndsWith('/') ? file.StartsWith(path, StringComparison.Ordinal) : file == path) == true;

    private static bool IsAsSealed(RecordingSeal seal, string name, string path, long mostBytes)
    {
        if (!FileKind.IsRegular(path))
        {
            return false;
        }

        using FileStream stream = File.OpenRead(path);
        return stream.Length <= mostBytes
            && seal.Has(
                DocumentValue.FieldOf(DocumentValue.FieldOf("files", name), "sha256"),
                $"\"{ContentHash.Of(stream, stream.Length)}\""
            );
    }
}
