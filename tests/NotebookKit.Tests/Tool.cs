using System.Diagnostics;

namespace NotebookKit.Tests;

/// <summary>Runs a real tool beside which our own results are held.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>True where every one of the tools is on the path.</summary>
    public static bool Has(params string[] tools) =>
        tools.All(tool =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)))
        );

    /// <summary>Runs a tool to its end, in a folder of its own: some, like btt, leave files where they are started.</summary>
    /// <returns>Its exit code, output and error output.</returns>
    public static (int ExitCode, byte[] Output, string Error) Run(string tool, params string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tool-");
        try
        {
            return RunIn(folder.FullName, tool, arguments);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int ExitCode, byte[] Output, string Error) RunIn(string folder, string tool, string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} did not end");
        }

        return (process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }
}
