using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Capture;

/// <summary>ext4 on a loop device of its own, mounted, with a file to read; torn down at the end.</summary>
internal sealed class LoopFiles : IDisposable
{
    private readonly LoopDevice _loop;
    private readonly string _mount;

    private LoopFiles(LoopDevice loop, string mount) => (_loop, _mount) = (loop, mount);

    /// <summary>The kernel's name, such as <c>loop0</c>.</summary>
    public string Device => Path.GetFileName(_loop.Path);

    /// <summary>The folder it is mounted at.</summary>
    public string Mount => _mount;

    /// <summary>A file of 8 MiB.</summary>
    public string File => Path.Combine(_mount, "file");

    /// <summary>Makes one, or skips the test where this host does not allow it.</summary>
    public static LoopFiles Create()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has("losetup", "mkfs.ext4"), "needs root, losetup and mkfs.ext4");
        LoopDevice? loop = LoopDevice.TryAttach(64);
        Assert.SkipWhen(loop is null, "this host gives no loop devices");
        string mount = Directory.CreateTempSubdirectory("loop-mount-").FullName;
        var files = new LoopFiles(loop!, mount);
        try
        {
            Must("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", loop!.Path);
            Must("mount", "-o", "noatime", loop.Path, mount);
            using (FileStream file = System.IO.File.Create(files.File))
            {
                var bytes = new byte[1 << 20];
                for (int i = 0; i < 8; i++)
                {
                    new Random(i).NextBytes(bytes);
                    file.Write(bytes);
                }

                file.Flush(flushToDisk: true);
            }

            files.GoCold();
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Writes everything back and forgets what is cached of the file.</summary>
    public void GoCold()
    {
        Must("sync");
        Must("umount", _mount);
        Must("mount", "-o", "noatime", _loop.Path, _mount);
    }

    public void Dispose()
    {
        Tool.Run("umount", _mount);
        _loop.Dispose();
        Directory.Delete(_mount);
    }

    private static void Must(string tool, params string[] arguments)
    {
        (int exitCode, _, string error) = Tool.Run(tool, arguments);
        Assert.True(exitCode == 0, $"{tool}: {error}");
    }
}
