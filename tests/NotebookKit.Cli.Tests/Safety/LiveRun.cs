using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A live run of a notebook in a process group of its own, with all that it writes in one folder.</summary>
internal sealed partial class LiveRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3);
    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    private LiveRun(string folder, string notebook, params string[] parameters)
    {
        Folder = folder;
        Directory.CreateDirectory(TemporaryFolder(folder));

        // setsid(1) becomes the program, at the head of a session and group of its own.
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in (string[])[Notebookkit.Launcher, "run", notebook, "-o", Path.Combine(folder, "out"), .. parameters])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["TMPDIR"] = TemporaryFolder(folder);
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public string Folder { get; }

    /// <summary>The folder of all recordings.</summary>
    public string Record => Path.Combine(Folder, "record");

    /// <summary>The executed notebook.</summary>
    public string Executed { get; private init; } = "";

    /// <summary>What it said so far.</summary>
    public string Said
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public bool HasEnded => _process.HasExited;

    public static string TemporaryFolder(string folder) => Path.Combine(folder, "tmp");

    /// <summary>Runs one of the repository's notebooks on a drive.</summary>
    public static LiveRun OfArticle(string folder, string notebook, LoopDrive drive) =>
        new(
            folder,
            Path.Combine(RepositoryFolder.Notebooks, notebook + ".ipynb"),
            "-p",
            "mode=live",
            "-p",
            "device=" + drive.Name,
            "-p",
            "overwrite=" + drive.Name,
            "-p",
            "record=" + Path.Combine(folder, "record")
        )
        {
            Executed = Path.Combine(folder, "out", notebook + ".ipynb"),
        };

    /// <summary>Runs a notebook of the test's own.</summary>
    public static LiveRun Of(string folder, string notebook) =>
        new(folder, notebook) { Executed = Path.Combine(folder, "out", Path.GetFileName(notebook)) };

    /// <summary>Waits until a step has begun and has not ended.</summary>
    /// <param name="scene">The recording, such as <c>standard</c>.</param>
    /// <param name="step">The step's name.</param>
    /// <returns>False where the run ended before that was seen.</returns>
    public async Task<bool> WaitForStepAsync(string scene, string step)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience; await Task.Delay(Look))
        {
            if (Begun(Path.Combine(Record, scene, "recording.json")).Contains(step))
            {
                return true;
            }

            if (_process.HasExited)
            {
                return false;
            }
        }

        throw new TimeoutException($"{scene}/{step} did not begin within {Patience.TotalMinutes} minutes: {Said}");
    }

    /// <summary>Waits until it says something.</summary>
    public async Task WaitForAsync(string text)
    {
        for (long start = Stopwatch.GetTimestamp(); !Said.Contains(text, StringComparison.Ordinal); await Task.Delay(20))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience && !_process.HasExited, $"it did not say \"{text}\" but: {Said}");
        }
    }

    /// <summary>Waits until a file of its recordings holds a text.</summary>
    public async Task WaitForFileAsync(string name, string text)
    {
        string path = Path.Combine(Record, name);
        for (
            long start = Stopwatch.GetTimestamp();
            !File.Exists(path) || !File.ReadAllText(path).Contains(text, StringComparison.Ordinal);
            await Task.Delay(20)
        )
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience && !_process.HasExited, $"{name} does not hold \"{text}\": {Said}");
        }
    }

    /// <summary>Sends a signal to it, or to its whole group; nothing where it has ended.</summary>
    public void Signal(int signal, bool group) => _ = Kill(group ? -_process.Id : _process.Id, signal);

    /// <returns>Its exit code: 128 and the signal's number where one ended it.</returns>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async Task ReadToEndAsync() => await _reading.WaitAsync(Patience);

    // A test that failed must not leave the host to the next one as its run left it.
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            Tool.Run(Notebookkit.Launcher, "restore");
        }

        _process.Dispose();
    }

    // The recording is written anew when a step begins and when it ends.
    private static List<string> Begun(string recording)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(recording));
            return
            [
                .. document
                    .RootElement.GetProperty("steps")
                    .EnumerateArray()
                    .Where(step => step.TryGetProperty("unfinished", out JsonElement why) && why.ValueKind == JsonValueKind.String)
                    .Select(step => step.GetProperty("name").GetString()!),
            ];
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException)
        {
            return [];
        }
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_text)
            {
                _text.AppendLine(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
