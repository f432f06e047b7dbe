namespace NotebookKit.Hosts;

/// <summary>Folders that a command fills, and that hold nothing of anybody before.</summary>
internal static class NewFolder
{
    /// <summary>What is said of a case's folder.</summary>
    public const string OfCase = "a case is made in a folder of its own, name a new one";

    /// <summary>True for a file, and for a folder that holds something.</summary>
    public static bool IsTaken(string path) =>
        File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any());

    /// <summary>Why a folder cannot be filled; null where it can.</summary>
    /// <param name="path">The folder, there or not.</param>
    /// <param name="remedy">What to do instead.</param>
    public static string? FaultOf(string path, string remedy) => IsTaken(path) ? Fault(path, remedy) : null;

    /// <summary>The sentence itself, for who looked otherwise.</summary>
    public static string Fault(string path, string remedy) => $"{path} is not empty: {remedy}";
}
