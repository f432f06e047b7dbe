using NotebookKit.Hosts;

namespace NotebookKit.Cli;

/// <summary>What went wrong, in words for whoever typed the command: the framework's own tell of its functions, not of the file.</summary>
internal static class FaultText
{
    private const int NoSpace = 28; // ENOSPC, errno(3)

    public static string Of(Exception fault) =>
        fault switch
        {
            CaptureFormatException => fault.Message,
            _ when OpenFilesLimit.Told(fault) is { } told => told,
            IOException { HResult: NoSpace } when fault.Message.Contains(Path.GetTempPath(), StringComparison.Ordinal) =>
                $"{fault.Message}; {Path.GetTempPath()} is the folder for temporary files (TMPDIR): set it to one with more room",
            _ when FileSizeLimit.IsMet(fault) => FileSizeLimit.Told(fault).Message,
            FileNotFoundException { FileName: { Length: > 0 } name }
                when fault.Message.StartsWith("Could not find file", StringComparison.Ordinal) => $"no file {Shown(name)}",
            DirectoryNotFoundException when Quoted(fault.Message) is { } name => $"no file {Shown(name)}: its folder is not there",
            UnauthorizedAccessException when Quoted(fault.Message) is { } name => Directory.Exists(name)
                ? $"{Shown(name)} is a folder that this user may not use, or a file was expected there"
                : $"this user may not use {Shown(name)}",
            UnauthorizedAccessException when fault.Message.StartsWith("Access to the path is denied", StringComparison.Ordinal) =>
                "a standard stream is closed: give the capture on standard input, or name its file",
            _ => fault.Message,
        };

    // As the user can type it from where they are.
    private static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string? Quoted(string message)
    {
        int open = message.IndexOf('\'', StringComparison.Ordinal);
        int close = message.LastIndexOf('\'');
        return close > open + 1 ? message[(open + 1)..close] : null;
    }
}
