using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>The first bytes of a file, and what kind of capture they begin.</summary>
internal static class PileSample
{
    /// <summary>The first bytes of a file, unpacked where it is gzip-compressed.</summary>
    public static byte[] Of(string path)
    {
        using CaptureStream stream = CaptureStream.Open(path);
        return stream.Ahead().ToArray();
    }

    /// <summary>What a file is, as the readers call it.</summary>
    /// <param name="sample">Its first bytes, packed or not.</param>
    /// <returns>Null for what no reader knows.</returns>
    public static string? KindOf(byte[] sample)
    {
        using CaptureSource source = CaptureSource.Of(new MemoryStream(sample), "");
        try
        {
            return source.Detect();
        }
        catch (CaptureFormatException)
        {
            return TableReader.TryDetect(source.Stream!.Ahead().ToArray()) is { TellsOfDevices: true } table ? table.Shown : null;
        }
    }
}
