using System.Text.Json.Nodes;
using NotebookKit.Hosts;

namespace NotebookKit.Tests.Safety;

/// <summary>The journal of a live host as it stands at a moment, as a process that was killed then would have left it.</summary>
internal sealed class LeftNotes
{
    private readonly string _folder;

    private LeftNotes(string root) => (Root, _folder) = (root, Path.Combine(root, "2147483646-1")); // a process id that no kernel gives

    /// <summary>The folder of journals that holds it.</summary>
    public string Root { get; }

    /// <summary>The notes that are left.</summary>
    public string[] Files => Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*.json") : [];

    /// <summary>Takes a copy of a journal.</summary>
    public static LeftNotes Of(string journal, string root)
    {
        var left = new LeftNotes(root);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(left._folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (string file in Directory.GetFiles(journal, "*.json", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(left._folder, Path.GetFileName(file)));
        }

        return left;
    }

    /// <summary>Adds a note as it stands in a file.</summary>
    public void Add(string name, string entry) =>
        File.WriteAllText(
            Path.Combine(_folder, name + ".json"),
            $$"""{"Boot":"{{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}}","Entry":{{entry}}}"""
        );

    /// <summary>Makes them notes of the host's last boot.</summary>
    public LeftNotes Rebooted()
    {
        foreach (string file in Files)
        {
            JsonNode note = JsonNode.Parse(File.ReadAllText(file))!;
            note["Boot"] = "00000000-0000-0000-0000-000000000000";
            File.WriteAllText(file, note.ToJsonString());
        }

        return this;
    }

    /// <summary>Undoes them.</summary>
    public IReadOnlyList<Restored> Restore() => NotebookKit.Hosts.Restore.All(Root);
}
