using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads attributes of block devices: from <c>grep . /sys/block/*/queue/*</c> or
/// <c>head</c> of the same, or from a folder of sysfs.</summary>
/// <remarks>Source: Documentation/ABI/stable/sysfs-block of the kernel. See <see cref="SysfsLineReader"/> for the forms of text.</remarks>
internal static class SysfsText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "sysfs text";

    // sysfs gives at most a page.
    internal const int LargestAttribute = 4096;

    /// <summary>Reads a file, gzip-compressed or not, or a folder: <c>/sys/block</c>, <c>/sys/block/nvme0n1</c>,
    /// <c>/sys/block/nvme0n1/queue</c>, or a copy of one.</summary>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no attribute; the folder holds none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SysfsCapture Read(string path) => Directory.Exists(path) ? ReadFolder(path) : Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no attribute.</exception>
    public static SysfsCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var reader = new SysfsLineReader(account);
        reader.ReadAll(stream);
        return new SysfsCapture(reader.Devices, account);
    }

    // A record of the account is an attribute; some cannot be read (wbt_lat_usec where throttling is not built in).
    private static SysfsCapture ReadFolder(string folder)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = folder };
        var devices = new List<SysfsDevice>();
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (name == "queue")
        {
            Queue(
                folder,
                Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))!,
                devices,
                account
            );
        }
        else if (Directory.Exists(Path.Combine(folder, "queue")))
        {
            Queue(Path.Combine(folder, "queue"), name, devices, account);
        }
        else
        {
            foreach (
                string device in Directory
                    .EnumerateDirectories(folder)
                    .Order(StringComparer.Ordinal)
                    .Where(device => Directory.Exists(Path.Combine(device, "queue")))
            )
            {
                Queue(Path.Combine(device, "queue"), Path.GetFileName(device), devices, account);
            }
        }

        return account.Recognised > 0
            ? new SysfsCapture(devices, account)
            : throw new CaptureFormatException(
                $"{folder} holds no attribute of a block device: expected /sys/block, /sys/block/NAME or /sys/block/NAME/queue"
            );
    }

    private static void Queue(string folder, string name, List<SysfsDevice> devices, ReadAccount account)
    {
        var device = new SysfsDevice(name);
        devices.Add(device);
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            account.Read++;
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                byte[] value = new byte[LargestAttribute];
                int length = stream.ReadAtLeast(value, value.Length, throwOnEndOfStream: false);
                device.Set("queue/" + Path.GetFileName(file), Encoding.UTF8.GetString(value, 0, length).Trim());
                account.Recognised++;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                account.Skip("attribute cannot be read", 0, Encoding.UTF8.GetBytes(file));
            }
        }
    }
}
