using System.Collections.Concurrent;

namespace NotebookKit.Hosts;

/// <summary>The program by which a command asks the kernel to be ended with its parent.</summary>
internal static class ParentDeath
{
    /// <summary>The option of util-linux's setpriv; busybox has a program of that name that refuses it.</summary>
    public const string Option = "--pdeathsig";

    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>Its full path; null where there is none that knows the option, and
    /// commands go on when this process is killed outright.</summary>
    public static string? Program => HostTool.Find("setpriv") is { } setpriv && Known.GetOrAdd(setpriv, Knows) ? setpriv : null;

    private static bool Knows(string setpriv)
    {
        try
        {
            return ShortCommand.Run([setpriv, "--help"]).Output.Contains(Option, StringComparison.Ordinal);
        }
        catch (CommandException)
        {
            return false;
        }
    }
}
