using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookKit.Cli.Tests;

/// <summary>Runs the built command, as a user does.</summary>
internal sealed partial class Notebookkit : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _errorLines = [];
    private readonly Task _errors;
    private readonly SemaphoreSlim _newLine = new(0);

    private Notebookkit(string program, string folder, string[] arguments, byte[] input, (string Name, string Value)? setting = null)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (setting is var (name, value))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = Task.Run(ReadErrors);
        try
        {
            _process.StandardInput.BaseStream.Write(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it, which its exit code explains.
        }
    }

    /// <summary>What a user types: the launcher.</summary>
    public static string Launcher { get; } = Path.Combine(RepositoryFolder.Root, "lib", "bin", "notebookkit");

    /// <summary>The .NET program that the launcher starts for what it does not answer itself.</summary>
    public static string CommandProgram { get; } = Path.Combine(RepositoryFolder.Root, "lib", "bin", "NotebookKit.Cli");

    /// <summary>Starts it in a folder.</summary>
    public static Notebookkit Start(string folder, params string[] arguments) => new(Launcher, folder, arguments, []);

    /// <summary>Runs it in a folder to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, params string[] arguments)
    {
        using Notebookkit command = Start(folder, arguments);
        return await command.EndAsync();
    }

    /// <summary>Runs it to its end with bytes on its standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunWithInputAsync(byte[] input, params string[] arguments)
    {
        using var command = new Notebookkit(Launcher, RepositoryFolder.Root, arguments, input);
        return await command.EndAsync();
    }

    /// <summary>Runs it to its end with a variable in its environment.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunWithAsync(
        (string Name, string Value) setting,
        params string[] arguments
    ) => RunProgramAsync(Launcher, setting, arguments);

    /// <summary>Runs another program in its place to its end, perhaps with a variable in its environment.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunProgramAsync(
        string program,
        (string Name, string Value)? setting,
        params string[] arguments
    )
    {
        using var command = new Notebookkit(program, RepositoryFolder.Root, arguments, [], setting);
        return await command.EndAsync();
    }

    /// <summary>Waits until a line of its error output holds a text.</summary>
    public async Task WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            lock (_errorLines)
            {
                if (_errorLines.Exists(line => line.Contains(text, StringComparison.Ordinal)))
                {
                    return;
                }
            }

            Assert.False(_errors.IsCompleted, $"it ended without saying \"{text}\"");
            await _newLine.WaitAsync(patience.Token);
        }
    }

    /// <summary>The number of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a signal to it alone.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Sends what Ctrl-C sends.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, 2));

    /// <summary>Sends what no process can catch (SIGKILL), to it alone.</summary>
    public void Kill()
    {
        Assert.Equal(0, Kill(_process.Id, 9));
        _process.WaitForExit();
    }

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _errors.WaitAsync(patience.Token);
        return (_process.ExitCode, await _output.WaitAsync(patience.Token), string.Join('\n', _errorLines));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _newLine.Dispose();
    }

    private async Task ReadErrors()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errorLines)
            {
                _errorLines.Add(line);
            }

            _newLine.Release();
        }

        _newLine.Release();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
