using System.Runtime.InteropServices;

namespace NotebookKit.Files;

/// <summary>Whose files this process makes.</summary>
internal static partial class CurrentUser
{
    /// <summary>The user's number (geteuid(2)).</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint Number();
}
