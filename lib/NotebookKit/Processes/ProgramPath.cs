using System.Diagnostics.CodeAnalysis;

namespace NotebookKit.Processes;

/// <summary>Where programs are.</summary>
internal static class ProgramPath
{
    /// <summary>The full path of a program; null where it is not installed.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="more">Folders to look in after those of PATH.</param>
    public static string? Find(string program, params IEnumerable<string> more) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(more)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(IsProgram);

    private static bool IsProgram([NotNullWhen(true)] string? path) =>
        File.Exists(path)
        && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
