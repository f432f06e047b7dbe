using System.Diagnostics;

namespace NotebookKit.Hosts;

/// <summary>Asks whether sudo works without a password.</summary>
internal static class SudoCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What sudo says against it; null where it works.</summary>
    public static string? Fault()
    {
        if (HostTool.Find("sudo") is not { } sudo)
        {
            return "sudo is not installed";
        }

        var start = new ProcessStartInfo(sudo) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-n");
        start.ArgumentList.Add("true");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return "sudo did not answer";
        }

        return process.ExitCode == 0 ? null : error.GetAwaiter().GetResult().Trim();
    }
}
