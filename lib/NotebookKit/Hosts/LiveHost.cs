using System.Globalization;
using NotebookKit.Hosts;
using NotebookKit.Processes;

namespace NotebookKit;

/// <summary>A host that runs commands here, and records them as they run.</summary>
/// <remarks>
/// The recording is written anew whenever a command starts or ends, so that a killed run leaves one that says where it stopped. Commands
/// run in the recording's folder. Every change of a kernel setting goes through the host, which puts the old value back on dispose, when
/// the process is asked to end (Ctrl-C and its like), and, where the process is killed outright, by <c>notebookkit restore</c>.
/// </remarks>
public sealed partial class LiveHost : Host, IDisposable, IAsyncDisposable
{
    private const string CutOff = "the recorder ended before the command did";
    private readonly Lock _lock = new();
    private readonly RecordingWriter _writer;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal LiveHost(string record, string? device, LiveOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(record);
        RefuseWhereOthersWrite(record);
        if (Directory.Exists(record) && Directory.EnumerateFileSystemEntries(record).Any())
        {
            throw new RecordingException(
                $"{record} holds files already: a live run records into a new folder. Name another, or move this one away."
            );
        }

        Device = device is null ? null : BlockName.Check(device);
        Options = options;
        Journal = new Journal(options.JournalFolder);
        Fingerprint = FingerprintReader.Read(Device);
        string day = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        _writer = new RecordingWriter(Made(record))
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(record))),
            Title = options.Title ?? $"live capture{(Device is null ? "" : " of " + Device)}, {day}",
            Label = options.Label,
            Origin =
                options.Origin ?? $"recorded live by NotebookKit on {Fingerprint.Distribution ?? "Linux"}, kernel {Fingerprint.Kernel}",
            Recorded = day,
            Host = Fingerprint,
        };
        try
        {
            _writer.Checkpoint();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(record, fault);
        }

        LiveHosts.Add(this);
    }

    private static string Made(string record)
    {
        try
        {
            Directory.CreateDirectory(record);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(record, fault);
        }

        RefuseWhereOthersWrite(record); // somebody may have made it a moment earlier
        return record;
    }

    private static void RefuseWhereOthersWrite(string record)
    {
        if (TrustedFolder.FaultOf(record) is { } fault)
        {
            throw new RecordingException(
                $"{record}: nothing is recorded there: {fault}, who could send what is recorded elsewhere. Name a folder that only you (or root) can change."
            );
        }
    }

    private static RecordingException Unwritable(string record, Exception fault) =>
        new($"{record}: nothing can be recorded there: {fault.Message}", fault);

    /// <summary>The folder that takes the recording, absolute.</summary>
    public string Record => _writer.Folder;

    /// <summary>The drive under investigation; null where none was named.</summary>
    public string? Device { get; }

    /// <summary>Limits and habits.</summary>
    public LiveOptions Options { get; }

    /// <summary>Where changes are noted until they are undone.</summary>
    internal Journal Journal { get; }

    /// <inheritdoc/>
    public override Fingerprint Fingerprint { get; }

    /// <inheritdoc/>
    public override bool IsLive => true;

    /// <inheritdoc/>
    public override bool Has(string name)
    {
        lock (_lock)
        {
            return _writer.Steps.Any(step => step.Name == name && step.Unfinished is null);
        }
    }

    /// <summary>The recording as it is now; it goes on growing.</summary>
    public Recording Snapshot()
    {
        lock (_lock)
        {
            return _writer.Checkpoint();
        }
    }

    /// <inheritdoc/>
    public override async Task<StepResult> RunAsync(CommandStep command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Argv.Count == 0)
        {
            return Ran(command.Name);
        }

        using IDisposable underWay = Enter();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Interrupted, CellStop.Token);
        RunningStep step = await StartAsync(command).ConfigureAwait(false);
        await using (step.ConfigureAwait(false))
        {
            try
            {
                return await step.Completion.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await EndQuietlyAsync(step).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Starts a command and returns while it runs.</summary>
    internal async Task<RunningStep> StartAsync(CommandStep command)
    {
        using IDisposable underWay = Enter();
        IReadOnlyList<string> argv = Launch.Argv(command);
        string name = Claim(command);
        var budget = new StepBudget(Record, Options);
        string stdout = StdoutOf(command, name);
        string stderr = name + ".stderr.txt";
        foreach (string output in command.Outputs.Append(stdout).Append(command.Scratch ?? stdout))
        {
            if (RecordingFolder.FaultOf(output.TrimEnd('/')) is { } fault)
            {
                throw new ArgumentException($"the step \"{name}\" names the file \"{output}\", which {fault}.", nameof(command));
            }
        }

        // The same command run again writes files of the same names: it runs in a folder
        // of its own, and they are named after the step at its end.
        string work =
            name == command.Name || command.Outputs.Count == 0
                ? Record
                : Directory.CreateDirectory(Path.Combine(Record, name + ".work")).FullName;
        string[] scratch = command.Scratch is { } unwanted ? [unwanted] : [];
        foreach (string folder in command.Outputs.Where(output => output.EndsWith('/')).Concat(scratch))
        {
            Directory.CreateDirectory(Path.Combine(work, folder));
        }

        WriteBegin(command, name, [stdout, stderr, .. work == Record ? [.. command.Outputs, .. scratch] : (string[])[name + ".work/"]]);
        var outFile = new BoundedFile(Path.Combine(Record, stdout), budget, command.KeptOutput);
        var errFile = new BoundedFile(Path.Combine(Record, stderr), budget);
        ChildProcess started;
        try
        {
            started = await ProcessStarter
                .StartAsync(argv, command.TypedIn ?? work, outFile, errFile, command.TypedIn is null ? null : Launch.Typed)
                .ConfigureAwait(false);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            await outFile.DisposeAsync().ConfigureAwait(false);
            await errFile.DisposeAsync().ConfigureAwait(false);
            throw new CommandException(
                CommandFault.Denied,
                $"{CommandStep.Show(command.RecordedArgv)} could not be started: {fault.Message}"
            );
        }

        RunningStep step;
        try
        {
            IDisposable noted = ProcessStat.StartTicks(started.Id) is { } ticks
                ? Journal.Note(new ProcessEntry(started.Id, ticks, CommandStep.Show(command.RecordedArgv)))
                : new Nothing();
            step = new RunningStep(this, command, name, work, started, outFile, errFile, budget, noted);
        }
        catch
        {
            started.KillTree(); // where nothing can be noted, nothing must go on
            throw;
        }

        lock (_state)
        {
            _running.Add(step);
        }

        step.Begin();
        if (HostTool.All.Any(tool => tool.Name == command.Argv[0]) && ToolVersion.Of(command.Argv[0]) is { } version)
        {
            NoteTool(command.Argv[0], version);
        }

        Tell($"{name}: {CommandStep.Show(command.RecordedArgv)}");
        return step;
    }

    /// <summary>Begins a step without a command: this process itself reads the kernel's files.</summary>
    /// <returns>The step's name, once in the recording.</returns>
    internal string BeginOwn(CommandStep step)
    {
        using IDisposable underWay = Enter();
        string name = Claim(step);
        WriteBegin(step, name, [name + ".txt", name + "/"]);
        Tell($"{name}: {step.Purpose}");
        return name;
    }

    /// <summary>Ends a step that <see cref="BeginOwn"/> began.</summary>
    internal StepResult EndOwn(CommandStep step, string name, HostClock start, IReadOnlyList<string> outputs, string? stopped = null)
    {
        HostClock end = HostClock.Now();
        var recorded = new RecordedStep
        {
            Name = name,
            Purpose = step.Purpose,
            Argv = step.Argv,
            Start = start.Utc,
            End = end.Utc,
            MonotonicNs = [start.MonotonicNs, end.MonotonicNs],
            ExitCode = stopped is null ? 0 : 1,
            Outputs = outputs,
            Stopped = stopped,
        };
        lock (_lock)
        {
            _writer.End(recorded);
        }

        return Result(recorded);
    }

    private void WriteBegin(CommandStep step, string name, IReadOnlyList<string> writes)
    {
        lock (_lock)
        {
            _writer.Begin(
                new RecordedStep
                {
                    Name = name,
                    Purpose = step.Purpose,
                    Argv = step.RecordedArgv,
                    Start = DateTimeOffset.UtcNow,
                    TimeUnknown = CutOff,
                    ExitCodeUnknown = CutOff,
                    Unfinished = CutOff,
                    Writes = writes,
                }
            );
        }
    }

    /// <summary>Gives a step a name that is not taken: <c>name</c>, then <c>name-2</c>, <c>name-3</c>, ...</summary>
    internal string Claim(CommandStep command)
    {
        lock (_lock)
        {
            string name = command.Name;
            for (int i = 2; !_names.Add(name); i++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{command.Name}-{i}");
            }

            return name;
        }
    }

    /// <summary>Notes the version of a tool in the recording.</summary>
    internal void NoteTool(string name, string version)
    {
        lock (_lock)
        {
            _writer.Tools[name] = version;
        }
    }

    /// <summary>Notes a setting of the scenario in the recording.</summary>
    /// <param name="name">Its name, such as <c>nomerges</c>.</param>
    /// <param name="value">Its value.</param>
    public void NoteSetting(string name, string value)
    {
        lock (_lock)
        {
            _writer.Settings[name] = value;
        }
    }

    /// <summary>Writes down what a command left.</summary>
    internal StepResult Ended(RunningStep step, HostClock end, int exitCode, bool asked, (CommandFault Fault, string Reason)? endedBy)
    {
        string? stderr = DropIfEmpty(step.Name + ".stderr.txt");
        string? stdout = step.Step.Timed ? DropIfEmpty(StdoutOf(step.Step, step.Name)) : StdoutOf(step.Step, step.Name);
        if (step.Step.Outputs.Count > 0)
        {
            stdout = stdout is null ? null : DropIfEmpty(stdout);
        }

        if (step.Step.Scratch is { } scratch && Path.Combine(step.WorkFolder, scratch) is var unwanted && Directory.Exists(unwanted))
        {
            Directory.Delete(unwanted, recursive: true);
        }

        string[] outputs = [.. step.Step.Outputs.Select(output => BringHome(step, output))];
        if (Launch.UsesSudo(step.Step))
        {
            SudoFiles.TakeOver(Record, outputs);
        }

        var recorded = new RecordedStep
        {
            Name = step.Name,
            Purpose = step.Step.Purpose,
            Argv = step.Step.RecordedArgv,
            Start = step.Started.Utc,
            End = end.Utc,
            MonotonicNs = [step.Started.MonotonicNs, end.MonotonicNs],
            ExitCode = exitCode,
            Stdout = stdout,
            Stderr = stderr,
            Outputs = [.. outputs.SelectMany(Expand)],
            Stopped = endedBy?.Reason,
        };
        try
        {
            lock (_lock)
            {
                WriteEnd(recorded);
            }
        }
        finally
        {
            Gone(step);
        }

        string shown = CommandStep.Show(step.Step.RecordedArgv);
        Tell($"{step.Name}: ended with exit code {exitCode}");
        if (endedBy is { } by)
        {
            throw new CommandException(by.Fault, $"{shown} was ended: {by.Reason}.{Tail(step.StderrTail)}");
        }

        return exitCode == 0 || asked || step.Step.MayFail ? Result(recorded) : throw Failed(recorded, step.StderrTail);
    }

    /// <summary>A command no longer runs.</summary>
    internal void Gone(RunningStep step)
    {
        lock (_state)
        {
            _running.Remove(step);
        }
    }

    /// <summary>Forgets a step that ended, and what it wrote.</summary>
    internal void Withdraw(RunningStep step)
    {
        // Under the lock, and files first: whoever seals the recording meanwhile would
        // find a step without its files, or list files that go.
        lock (_lock)
        {
            string[] outputs = [.. _writer.Steps.Where(other => other.Name == step.Name).SelectMany(other => other.Outputs)];
            foreach (string file in outputs.Append(StdoutOf(step.Step, step.Name)).Append(step.Name + ".stderr.txt"))
            {
                File.Delete(Path.Combine(Record, file));
            }

            _names.Remove(step.Name);
            _writer.Remove(step.Name);
        }
    }

    /// <summary>Deletes a file that a step left in the recording and that is not to be kept.</summary>
    internal void Drop(string file)
    {
        lock (_lock)
        {
            File.Delete(Path.Combine(Record, file));
            _writer.Checkpoint();
        }
    }

    // News is for people: what goes wrong with it must not break a capture.
    private void Tell(string line)
    {
        try
        {
            Options.Progress?.Invoke(line);
        }
        catch (Exception fault)
        {
            EndNews.Say($"the receiver of a capture's news failed: {fault.Message}");
        }
    }

    /// <summary>The error for an exit code that says failure.</summary>
    internal static CommandException Failed(RecordedStep step, string stderrTail)
    {
        string program = step.Argv[0] == "time" && step.Argv.Count > 1 ? step.Argv[1] : step.Argv[0];
        return new CommandException(
            CommandRemedy.IsDenied(stderrTail) ? CommandFault.Denied : CommandFault.Failed,
            $"{CommandStep.Show(step.Argv)} ended with exit code {step.ExitCode}.{Tail(stderrTail)}",
            CommandRemedy.For(program, stderrTail)
        );
    }

    private static string Tail(string stderr) => stderr.Length == 0 ? "" : " It wrote to its standard error: " + stderr;

    // Where the disk is full to the last byte, what the step wrote makes room for the word that it did.
    private void WriteEnd(RecordedStep recorded)
    {
        try
        {
            _writer.End(recorded);
        }
        catch (IOException)
        {
            string? largest = recorded
                .AllFiles.Select(file => Path.Combine(Record, file))
                .Where(File.Exists)
                .MaxBy(file => new FileInfo(file).Length);
            if (largest is null)
            {
                throw;
            }

            using (FileStream file = File.OpenWrite(largest))
            {
                file.SetLength(file.Length / 2);
            }

            _writer.End(
                recorded with
                {
                    Stopped = recorded.Stopped ?? $"the disk was full: {Path.GetFileName(largest)} was cut to half to write this down",
                }
            );
        }
    }

    private StepResult Ran(string name)
    {
        lock (_lock)
        {
            RecordedStep? step = _writer.Steps.LastOrDefault(step => step.Name == name);
            return step is not null
                ? Result(step)
                : throw new RecordingException(
                    $"{Record}: no step \"{name}\" was run. Run were: {string.Join(", ", _writer.Steps.Select(other => other.Name))}."
                );
        }
    }

    private StepResult Result(RecordedStep step) =>
        new(
            step,
            step.Stdout is null ? null : Path.Combine(Record, step.Stdout),
            step.Stderr is null ? null : Path.Combine(Record, step.Stderr),
            [.. step.Outputs.Select(output => Path.Combine(Record, output))]
        );

    private string? DropIfEmpty(string file)
    {
        string path = Path.Combine(Record, file);
        if (File.Exists(path) && new FileInfo(path).Length > 0)
        {
            return file;
        }

        File.Delete(path);
        return null;
    }

    // blktrace/ of the step blktrace-2 becomes blktrace-2/; perf-block.data of perf-block-2 becomes perf-block-2.data.
    private string BringHome(RunningStep step, string output)
    {
        if (step.WorkFolder == Record)
        {
            return output;
        }

        string own = Own(output, step.Step, step.Name);
        string from = Path.Combine(step.WorkFolder, output.TrimEnd('/'));
        string to = Path.Combine(Record, own);
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else if (File.Exists(from))
        {
            File.Move(from, to);
        }

        if (Directory.Exists(step.WorkFolder) && !Directory.EnumerateFileSystemEntries(step.WorkFolder).Any())
        {
            Directory.Delete(step.WorkFolder);
        }

        return own;
    }

    /// <summary>The file that takes a running command's standard output.</summary>
    internal string StdoutPath(RunningStep step) => Path.Combine(Record, StdoutOf(step.Step, step.Name));

    private static string StdoutOf(CommandStep step, string name) => step.StdoutFile is { } file ? Own(file, step, name) : name + ".txt";

    private static string Own(string output, CommandStep step, string name)
    {
        string suffix = name[step.Name.Length..];
        return output.EndsWith('/')
            ? output.TrimEnd('/') + suffix
            : Path.Combine(
                Path.GetDirectoryName(output) ?? "",
                Path.GetFileNameWithoutExtension(output) + suffix + Path.GetExtension(output)
            );
    }

    private IEnumerable<string> Expand(string output)
    {
        string path = Path.Combine(Record, output);
        return Directory.Exists(path)
                ? Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(Record, file))
                    .Order(StringComparer.Ordinal)
            : File.Exists(path) ? [output]
            : [];
    }

    private static async Task EndQuietlyAsync(RunningStep step)
    {
        try
        {
            await step.StopAsync("it was cancelled").ConfigureAwait(false);
        }
        catch (CommandException)
        {
            // The cancellation is what the caller hears of.
        }
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose() { }
    }
}
