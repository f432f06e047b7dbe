namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A drive to capture on: a loop device on a file in a folder, whose queue is set as nobody's default.</summary>
internal sealed class LoopDrive : IDisposable
{
    private static readonly string[] Needs = ["losetup", "mkfs.ext4", "wipefs", "perf", "iostat", "setpriv", "setsid"];
    private readonly string _folder;
    private readonly Stack<(string Attribute, string Value)> _before = [];

    private LoopDrive(string folder, string path) => (_folder, Path) = (folder, path);

    /// <summary>The device, such as <c>/dev/loop0</c>.</summary>
    public string Path { get; }

    /// <summary>The kernel's name, such as <c>loop0</c>.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Attaches one of 256 MiB, or skips the test where this host does not allow it.</summary>
    public static LoopDrive Attach()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has(Needs), $"needs root and {string.Join(", ", Needs)}");
        string folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;
        string image = System.IO.Path.Combine(folder, "image");
        using (FileStream file = File.Create(image))
        {
            file.SetLength(256 << 20);
        }

        (int exitCode, string output, _) = Tool.Run("losetup", "--find", "--show", image);
        Assert.SkipUnless(exitCode == 0, "this host gives no loop devices");
        var drive = new LoopDrive(folder, output.Trim());
        drive.Set("scheduler", "mq-deadline");
        drive.Set("iosched/fifo_batch", "7");
        drive.Set("nr_requests", "99");
        drive.Set("read_ahead_kb", "64");
        drive.Set("nomerges", "1");
        return drive;
    }

    // What is asked of a queue stays with the device's name: the next test under it finds what this one found.
    public void Dispose()
    {
        while (_before.TryPop(out (string Attribute, string Value) before))
        {
            Write(before.Attribute, before.Value);
        }

        Tool.Run("losetup", "--detach", Path);
        Directory.Delete(_folder, recursive: true);
    }

    // A kernel may lack one; what it has is compared all the same.
    private void Set(string attribute, string value)
    {
        string path = PathOf(attribute);
        if (File.Exists(path))
        {
            string was = File.ReadAllText(path).Trim();
            int chosen = was.IndexOf('[', StringComparison.Ordinal);
            _before.Push((attribute, chosen < 0 ? was : was[(chosen + 1)..was.IndexOf(']', StringComparison.Ordinal)]));
            Write(attribute, value);
        }
    }

    private void Write(string attribute, string value)
    {
        try
        {
            File.WriteAllText(PathOf(attribute), value);
        }
        catch (IOException) { }
    }

    private string PathOf(string attribute) => $"/sys/block/{Name}/queue/{attribute}";
}
