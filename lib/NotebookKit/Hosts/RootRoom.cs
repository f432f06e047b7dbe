using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Hosts;

/// <summary>
/// The root's side of <see cref="RootHelper"/>: one piece of work in a folder that root
/// made, whose content goes back through the standard output.
/// </summary>
/// <remarks>
/// Nothing that the user's side could have set is believed: the environment is forgotten, no path comes from outside, nothing is written
/// where others may write. The end of the standard input is the end of the user's side: the work is stopped, and undoes what it changed.
/// </remarks>
internal sealed class RootRoom : IDisposable
{
    private const string Parent = "/var/tmp"; // on a disk: a recording may be larger than memory
    private const string Prefix = "notebookkit-helper-";
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly string _folder;

    private RootRoom()
    {
        // What hears a signal beside this must not end the process: the folder is still to be handed over and removed.
        AppContext.SetData(LiveHosts.HeardByProgram, true);
        AppContext.SetData(CellStop.Name, (Func<CancellationToken>)(() => _stop.Token));
        _signals = EndSignals.Hear(Stop);
        _folder = OwnRoom.New(Parent, Prefix);
        new Thread(WaitForTheEndOfInput) { IsBackground = true, Name = "NotebookKit helper input" }.Start();
    }

    /// <summary>Does the work and hands over what it left.</summary>
    /// <param name="work">Gets the folder to record into, which it may make, a receiver of news, and what stops it.</param>
    /// <returns>The exit code: 0 where the work was done.</returns>
    public static async Task<int> RunAsync(Func<string, Action<string>, CancellationToken, Task> work)
    {
        ForgetEnvironment();
        using var room = new RootRoom();
        int code = 0;
        string record = Path.Combine(room._folder, "record");
        try
        {
            Say(RootHelper.Greeting);
            await work(record, news => Say(RootHelper.News + news.ReplaceLineEndings(" ")), room._stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            (code, _) = (1, Say("stopped: what was captured by then is kept"));
        }
        catch (Exception fault)
            when (fault is CommandException or RecordingException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            (code, _) = (1, Say(fault.Message));
        }

        try
        {
            if (Directory.Exists(record))
            {
                using Stream output = Console.OpenStandardOutput();
                FolderParcel.Pack(record, output);
            }
        }
        catch (IOException)
        {
            code = 1; // nobody takes it any more
        }

        return code;
    }

    /// <summary>Says a line, or several, to the user's side.</summary>
    /// <returns>False where nobody hears.</returns>
    public static bool Say(string line)
    {
        try
        {
            using Stream error = Console.OpenStandardError();
            error.Write(Encoding.UTF8.GetBytes(line + "\n"));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        Directory.Delete(_folder, recursive: true);
        // Not _stop: the thread that waits for the input's end may still come to it.
    }

    private static void ForgetEnvironment()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToArray())
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        Environment.SetEnvironmentVariable("HOME", "/root");
        Directory.SetCurrentDirectory("/");
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }

    private void WaitForTheEndOfInput()
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            byte[] passed = new byte[256];
            while (input.Read(passed) > 0) { }
        }
        catch (IOException)
        {
            // As an end.
        }

        _stop.Cancel();
    }
}
