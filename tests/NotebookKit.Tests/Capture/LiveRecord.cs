namespace NotebookKit.Tests.Capture;

/// <summary>A live host that records into a folder of its own; gone after the test.</summary>
internal sealed class LiveRecord : IAsyncDisposable
{
    public LiveRecord(string? device = null, Func<LiveOptions, LiveOptions>? with = null)
    {
        Parent = Directory.CreateTempSubdirectory("notebookkit-live-").FullName;
        Folder = Path.Combine(Parent, "record");
        var options = new LiveOptions
        {
            JournalFolder = Journal,
            Grace = TimeSpan.FromSeconds(60),
            MountTracefs = true,
        };
        Host = NotebookKit.Host.Live(Folder, device, with?.Invoke(options) ?? options);
    }

    public string Parent { get; }

    public string Folder { get; }

    public string Journal => Path.Combine(Parent, "journal");

    public LiveHost Host { get; }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Parent, recursive: true);
    }
}
