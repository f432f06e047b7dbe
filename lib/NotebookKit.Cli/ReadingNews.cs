using NotebookKit.Summaries;

namespace NotebookKit.Cli;

/// <summary>Says on a terminal what a command is at that has been reading for long; a script's error output stays what it was.</summary>
internal sealed class ReadingNews : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly Timer? _timer;

    private ReadingNews() => _timer = Console.IsErrorRedirected ? null : new Timer(Say, null, Every, Every);

    /// <summary>Begins to watch; ends with its disposal.</summary>
    public static ReadingNews Begin() => new();

    public void Dispose() => _timer?.Dispose();

    private static void Say(object? state)
    {
        if (ReadingNow.What is { } what)
        {
            StandardStreams.Say($"notebookkit: reading {what}");
        }
    }
}
