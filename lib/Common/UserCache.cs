namespace NotebookKit.Common;

/// <summary>Where this user's programs keep what they could make again.</summary>
internal static class UserCache
{
    /// <summary>This program's part of it: <c>$XDG_CACHE_HOME/notebookkit</c>, else below
    /// <c>~/.cache</c>; of a user without a home, no path from the root.</summary>
    public static string Folder =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "notebookkit"
        );
}
