using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>Asks whether sudo works without a password.</summary>
internal static class SudoCheck
{
    /// <summary>What sudo says against it; null where it works.</summary>
    public static string? Fault()
    {
        if (HostTool.Find("sudo") is not { } sudo)
        {
            return "sudo is not installed";
        }

        try
        {
            ShortResult result = ShortCommand.Run([sudo, "-n", "true"]);
            return result.ExitCode == 0 ? null : result.Error;
        }
        catch (CommandException)
        {
            return "sudo did not answer";
        }
    }
}
