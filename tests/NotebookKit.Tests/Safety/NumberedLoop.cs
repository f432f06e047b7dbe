using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Tests.Safety;

/// <summary>A loop device of a number that nobody else gets, so that one image after the other can be attached to the same name.</summary>
internal sealed partial class NumberedLoop : IDisposable
{
    // Others take the lowest that is free; another run of these tests begins elsewhere.
    private static readonly int s_first = 1000 + (Environment.ProcessId % 1000 * 256);

    private const nuint Remove = 0x4C81; // LOOP_CTL_REMOVE
    private readonly int _number;

    private NumberedLoop(int number) => _number = number;

    /// <summary>The kernel's name, such as <c>loop1000</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"loop{_number}");

    /// <summary>The device, such as <c>/dev/loop1000</c>.</summary>
    public string Path => "/dev/" + Name;

    /// <summary>Attaches an image, or skips the test where this host does not allow it.</summary>
    /// <param name="image">A file, or another block device.</param>
    /// <param name="options">More of losetup's options, such as <c>--offset</c>.</param>
    public static NumberedLoop Attach(string image, params string[] options)
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && Tool.Has("losetup", "mkfs.ext4", "wipefs") && File.Exists("/dev/loop-control"),
            "needs root, loop devices, mkfs.ext4 and wipefs"
        );
        int number = s_first;
        while (Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/sys/block/loop{number}")))
        {
            number++;
        }

        var loop = new NumberedLoop(number);
        loop.AttachAgain(image, options);
        return loop;
    }

    /// <summary>Makes a file to attach.</summary>
    public static string Image(string folder, string name, int mebibytes = 256)
    {
        string path = System.IO.Path.Combine(folder, name);
        using FileStream file = File.Create(path);
        file.SetLength(mebibytes * 1048576L);
        return path;
    }

    /// <summary>Attaches another image under the same name.</summary>
    public void AttachAgain(string image, params string[] options) => Must("losetup", [.. options, Path, image]);

    /// <summary>Gives the image up; the name stays.</summary>
    public void Detach() => Must("losetup", "--detach", Path);

    public void Dispose()
    {
        Tool.Run("losetup", "--detach", Path);
        using SafeFileHandle control = File.OpenHandle("/dev/loop-control", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

        // The last one to close it detaches it, a moment after it is asked to.
        for (int i = 0; i < 600 && Control(control, Remove, _number) < 0; i++)
        {
            Thread.Sleep(100);
        }
    }

    /// <summary>Runs a tool that has to succeed.</summary>
    public static string Must(string tool, params string[] arguments)
    {
        (int exitCode, byte[] output, string error) = Tool.Run(tool, arguments);
        Assert.True(exitCode == 0, $"{tool} {string.Join(' ', arguments)}: {error}");
        return System.Text.Encoding.UTF8.GetString(output);
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeFileHandle file, nuint request, nint argument);
}
