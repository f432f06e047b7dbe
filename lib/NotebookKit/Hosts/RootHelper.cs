using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>
/// Has done what needs root by a process of its own, which sudo starts: the command <c>notebookkit
/// helper</c>, one of the argument arrays that it knows, and nothing else. What it recorded comes
/// back through a pipe; the end of this process, however it comes, is the end of its work.
/// </summary>
internal sealed class RootHelper
{
    /// <summary>The command that sudo starts.</summary>
    public const string Verb = "helper";

    /// <summary>What it says first: before that, it is sudo that speaks.</summary>
    public const string Greeting = "notebookkit-helper 1";

    /// <summary>What a line of news begins with; other lines are complaints.</summary>
    public const string News = "news: ";

    /// <summary>Where root may have put it for good: a rule in sudoers must name a file that its user cannot change.</summary>
    public const string Installed = "/usr/local/libexec/notebookkit-helper";

    private const int MostComplaints = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3); // for what is undone once it was asked to end
    private static readonly TimeSpan PipeGrace = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Action<string>? _progress;
    private readonly string _folder;
    private volatile bool _isGreeted;

    private RootHelper(string folder, Action<string>? progress) => (_folder, _progress) = (folder, progress);

    /// <summary>Has it done, and waits for the end.</summary>
    /// <param name="asked">What is asked for, as the helper knows it.</param>
    /// <param name="folder">Takes what was recorded, also where it failed half-way.</param>
    /// <param name="progress">Called with a line of news; null for none.</param>
    /// <param name="stop">Ends it; what was changed is put back.</param>
    /// <exception cref="CommandException">sudo refused, or it failed; the message is the helper's.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, and what it had changed was put back.</exception>
    public static async Task RunAsync(IReadOnlyList<string> asked, string folder, Action<string>? progress, CancellationToken stop)
    {
        string sudo = HostTool.Require("sudo");
        string[] command = ["--", Program(), Verb, "--", .. asked];
        using var place = new RecordPlace(folder); // learned now, not after an hour of capturing
        var helper = new RootHelper(folder, progress);
        int code = await helper.OnceAsync([sudo, "-n", .. command], "", stop).ConfigureAwait(false);
        if (code != 0 && !helper._isGreeted && helper._complaints.Any(line => line.Contains("is required", StringComparison.Ordinal)))
        {
            string shown = CommandStep.Show(command[1..]);
            helper._complaints.Clear();
            code =
                ProcessStat.HasTerminal ? await helper.OnceAsync([sudo, .. command], "", stop).ConfigureAwait(false)
                : CellQuestion.Secret($"sudo's password for {Environment.UserName}, to run {shown} as root") is { } password
                    ? await helper.OnceAsync([sudo, "-S", "-p", "", .. command], password + "\n", stop).ConfigureAwait(false)
                : throw new CommandException(
                    CommandFault.Denied,
                    $"sudo asks for a password to run {shown}, and nobody can be asked here.",
                    Rule
                );
        }

        stop.ThrowIfCancellationRequested();
        if (code != 0)
        {
            string said = string.Join('\n', helper._complaints);
            throw helper._isGreeted
                ? new CommandException(CommandFault.Failed, said.Length > 0 ? said : $"the helper ended with exit code {code}.")
                : new CommandException(CommandFault.Denied, $"sudo did not start the helper: {said}", Rule);
        }
    }

    private static string Rule =>
        $"To go without a password: `sudo install -D lib/bin/notebookkit {Installed}`, "
        + $"and in sudoers (visudo) `{Environment.UserName} ALL=(root) NOPASSWD: {Installed} {Verb} *`.";

    // The file beside this library is its user's to change: sudo asks for a password
    // before it believes it. One file of machine code is itself.
    private static string Program()
    {
        string? beside =
            !RuntimeFeature.IsDynamicCodeSupported ? Environment.ProcessPath
            : Path.GetDirectoryName(typeof(RootHelper).Assembly.Location) is { Length: > 0 } folder ? Path.Combine(folder, "notebookkit")
            : null;
        return Array.Find([Installed, beside], File.Exists)
            ?? throw new CommandException(
                CommandFault.MissingTool,
                $"there is no notebookkit beside this library, nor {Installed}.",
                "Build lib/NotebookKit.Cli, or run the notebook's kernel as root."
            );
    }

    private async Task<int> OnceAsync(string[] argv, string input, CancellationToken stop)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var recorded = new Pipe();
        var said = new Pipe();
        Task<bool> unpacking = Task.Run(() => Unpack(recorded.Reader), CancellationToken.None);
        Task listening = Task.Run(() => ListenAsync(said.Reader, end), CancellationToken.None);
        ChildProcess process;
        try
        {
            // By the thread of the pool that calls: sudo drops the order to end with its parent, and the end of the input tells the helper.
            process = ChildProcess.Start(
                Launch.Apart(argv),
                recorded.Writer.AsStream(),
                said.Writer.AsStream(),
                Encoding.UTF8.GetBytes(input),
                environment: ProcessStarter.Clean,
                inputEnd: end.Task
            );
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new CommandException(CommandFault.Denied, $"{argv[0]} could not be started: {fault.Message}");
        }

        using (stop.Register(() => end.TrySetResult()))
        {
            Task overdue = end.Task.ContinueWith(_ => Task.Delay(Patience), TaskScheduler.Default).Unwrap();
            if (await Task.WhenAny(process.Exited, overdue).ConfigureAwait(false) == overdue)
            {
                throw new CommandException(
                    CommandFault.TimedOut,
                    $"the helper (process {process.Id}) did not end within {Patience.TotalMinutes:0} minutes after it was asked to.",
                    "`sudo notebookkit restore` undoes what it leaves once it is gone."
                );
            }
        }

        int code = await process.CompleteAsync(PipeGrace).ConfigureAwait(false);
        end.TrySetResult();
        await recorded.Writer.CompleteAsync().ConfigureAwait(false);
        await said.Writer.CompleteAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        return await unpacking.ConfigureAwait(false) || code != 0
            ? code
            : throw new RecordingException($"{_folder}: what the helper recorded came in part only.");
    }

    private bool Unpack(PipeReader recorded)
    {
        try
        {
            return FolderParcel.Unpack(recorded.AsStream(leaveOpen: true), _folder);
        }
        finally
        {
            recorded.Complete(); // who writes must not wait for ever
        }
    }

    private async Task ListenAsync(PipeReader said, TaskCompletionSource end)
    {
        using var lines = new StreamReader(said.AsStream(), Encoding.UTF8);
        while (await lines.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line == Greeting)
            {
                _isGreeted = true;
            }
            else if (line.StartsWith(News, StringComparison.Ordinal))
            {
                _progress?.Invoke(line[News.Length..]);
            }
            else if (line.Length > 0)
            {
                _complaints.Enqueue(line);
                while (_complaints.Count > MostComplaints)
                {
                    _complaints.TryDequeue(out _);
                }

                // Once only: sudo would wait for another password.
                if (!_isGreeted && line.Contains("try again", StringComparison.OrdinalIgnoreCase))
                {
                    end.TrySetResult();
                }
            }
        }
    }
}
