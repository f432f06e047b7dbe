namespace NotebookKit.Summaries;

/// <summary>A folder of a pile, and what lies in it.</summary>
/// <param name="Name">What it is called inside the pile; empty for the pile itself.</param>
/// <param name="Title">What a part is called that is made of it and whose host has no name.</param>
internal sealed record PileFolder(string Name, string Title)
{
    /// <summary>True where all below is of one host, as the tool that gathered it works: sosreport, supportconfig.</summary>
    public bool IsOneHost { get; set; }

    /// <summary>The host, where the tool says it in a place of its own.</summary>
    public HostFacts Host { get; set; } = HostFacts.Unknown;

    public List<PileFile[]> Blktrace { get; } = [];

    public List<(PileFile File, HostFacts Host)> Files { get; } = [];

    public List<PileFile> Sysfs { get; } = [];

    public List<PileFolder> Folders { get; } = [];

    /// <summary>Recordings, by their folders.</summary>
    public List<string> Recordings { get; } = [];

    /// <summary>True where neither this folder nor one below holds a file that was looked at.</summary>
    public bool IsBare => All.All(folder => folder.Blktrace.Count + folder.Files.Count + folder.Sysfs.Count + folder.Recordings.Count == 0);

    /// <summary>This folder and all below.</summary>
    public IEnumerable<PileFolder> All => Folders.SelectMany(folder => folder.All).Prepend(this);
}
