using System.Text;

namespace NotebookKit.Tests.Formats;

/// <summary>A small loop device on a file of its own: a real block device to trace, gone at the end.</summary>
internal sealed class LoopDevice : IDisposable
{
    private LoopDevice(string folder, string path)
    {
        Folder = folder;
        Path = path;
    }

    /// <summary>The folder of its image.</summary>
    public string Folder { get; }

    /// <summary>The device, such as <c>/dev/loop0</c>.</summary>
    public string Path { get; }

    /// <summary>Attaches one.</summary>
    /// <param name="mebibytes">Its size.</param>
    /// <returns>Null where this host does not allow it.</returns>
    public static LoopDevice? TryAttach(int mebibytes)
    {
        if (!Environment.IsPrivilegedProcess || !Tool.Has("losetup"))
        {
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("loop-").FullName;
        string image = System.IO.Path.Combine(folder, "image");
        using (FileStream file = File.Create(image))
        {
            file.SetLength(mebibytes * 1048576L);
        }

        (int exitCode, byte[] output, _) = Tool.Run("losetup", "--find", "--show", image);
        if (exitCode == 0)
        {
            var device = new LoopDevice(folder, Encoding.ASCII.GetString(output).Trim());

            // What is asked of a queue stays with the device's name, whatever was attached under it before.
            File.WriteAllText($"/sys/block/{System.IO.Path.GetFileName(device.Path)}/queue/scheduler", "none");
            File.WriteAllText($"/sys/block/{System.IO.Path.GetFileName(device.Path)}/queue/nomerges", "0");
            return device;
        }

        Directory.Delete(folder, recursive: true);
        return null;
    }

    public void Dispose()
    {
        Tool.Run("losetup", "--detach", Path);
        Directory.Delete(Folder, recursive: true);
    }
}
