namespace NotebookKit.Formats;

/// <summary>Opens capture files for reading.</summary>
internal static class CaptureFile
{
    /// <exception cref="CaptureFormatException">It is a folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileStream OpenRead(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CaptureFormatException($"{path} is a folder: expected a capture file");
        }

        // The caller reads in large blocks: a second buffer would only copy.
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
    }
}
