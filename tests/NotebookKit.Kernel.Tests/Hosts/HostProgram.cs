using System.Diagnostics;

namespace NotebookKit.Kernel.Tests.Hosts;

/// <summary>A program of another host: what it is started with, and in which environment.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">What stands before the arguments of each start.</param>
internal sealed record HostProgram(string Program, params string[] Arguments)
{
    // A hang is what it is for: a notebook under load takes minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan AfterEnd = TimeSpan.FromMinutes(2);

    /// <summary>What is added to the environment.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Where it runs.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How it is started, with its output and errors to be read.</summary>
    public ProcessStartInfo Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, [.. Arguments, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and output and errors one after the other.</returns>
    public (int ExitCode, string Output) Run(params string[] arguments)
    {
        using Process process = Process.Start(Start(arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{Program} {string.Join(' ', arguments)} did not end within {Patience}");
        }

        // Whoever inherited its output and outlives it keeps the pipe open.
        Assert.True(
            Task.WhenAll(output, errors).Wait(AfterEnd),
            $"{Program} {string.Join(' ', arguments)} ended with {process.ExitCode}, and {AfterEnd} later a process that it started still holds its output"
        );
        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public string RunWell(params string[] arguments)
    {
        (int code, string output) = Run(arguments);
        return code == 0
            ? output
            : throw new InvalidOperationException($"{Program} {string.Join(' ', arguments)} ended with {code}:\n{output}");
    }

    /// <summary>Where a program lies on the path; null where it does not.</summary>
    public static string? Find(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
