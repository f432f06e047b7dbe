using System.Diagnostics;

namespace NotebookKit.Cli.Tests;

/// <summary>Runs a program of the system to its end.</summary>
internal static class Tool
{
    /// <summary>True where all of these are installed.</summary>
    public static bool Has(params string[] tools) => Array.TrueForAll(tools, tool => Folders.Any(folder => File.Exists(Path.Combine(folder, tool))));

    /// <summary>Runs it, whatever comes of it.</summary>
    public static (int ExitCode, string Output, string Error) Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
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
