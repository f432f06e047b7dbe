using System.Diagnostics;

namespace NotebookKit.Cli.Tests;

/// <summary>Runs a program of the system to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>True where all of these are installed.</summary>
    public static bool Has(params string[] tools) =>
        Array.TrueForAll(tools, tool => Folders.Any(folder => File.Exists(Path.Combine(folder, tool))));

    /// <summary>Runs it, whatever comes of it.</summary>
    public static (int ExitCode, string Output, string Error) Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience) || !Task.WhenAll(output, error).Wait(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{tool} {string.Join(' ', arguments)} did not end, or left a process that holds its output, within {Patience}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs it and gives its output; fails the test where it fails.</summary>
    public static string Must(string tool, params string[] arguments)
    {
        (int exitCode, string output, string error) = Run(tool, arguments);
        Assert.True(exitCode == 0, $"{tool} {string.Join(' ', arguments)}: {error}");
        return output;
    }

    private static string[] Folders => ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
}
