// 070701 00000001 000081A4 ... : thirteen numbers of eight hexadecimal digits behind the magic,
// the name with its zero, the bytes, each to a multiple of 4. Spec: cpio(5), "New ASCII Format";
// Documentation/driver-api/early-userspace/buffer-format.rst. Owners are root's, whoever makes it.
using System.Globalization;
using System.Text;

namespace NotebookKit.VirtualLab;

/// <summary>Writes the archive that Linux unpacks as its first file system. The same entries make the same bytes.</summary>
/// <param name="to">Takes it.</param>
internal sealed class CpioWriter(Stream to)
{
    private const int FolderMode = 0x41ED,
        LinkMode = 0xA1FF,
        ProgramMode = 0x81ED; // S_IFDIR | 0755, S_IFLNK | 0777, S_IFREG | 0755
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private int _inode = 1;

    /// <summary>True where a path is in it.</summary>
    public bool Has(string path) => _written.Contains(path.Trim('/'));

    /// <summary>Adds a folder, and those above it.</summary>
    public void Folder(string path)
    {
        string inside = path.Trim('/');
        if (inside.Length > 0 && !_written.Contains(inside))
        {
            Folder(Path.GetDirectoryName(inside) ?? "");
            Entry(inside, FolderMode, []);
        }
    }

    /// <summary>Adds a link.</summary>
    public void Link(string path, string target) => Below(path, LinkMode, Encoding.UTF8.GetBytes(target));

    /// <summary>Adds a file that may be run.</summary>
    public void File(string path, ReadOnlySpan<byte> bytes) => Below(path, ProgramMode, bytes);

    /// <summary>Ends the archive.</summary>
    public void Finish()
    {
        _inode = 0;
        Entry("TRAILER!!!", 0, []);
    }

    private void Below(string path, int mode, ReadOnlySpan<byte> bytes)
    {
        string inside = path.Trim('/');
        if (!_written.Contains(inside))
        {
            Folder(Path.GetDirectoryName(inside) ?? "");
            Entry(inside, mode, bytes);
        }
    }

    private void Entry(string name, int mode, ReadOnlySpan<byte> bytes)
    {
        _written.Add(name);
        byte[] path = [.. Encoding.UTF8.GetBytes(name), 0];
        var head = new StringBuilder("070701");
        foreach (int number in (ReadOnlySpan<int>)[_inode++, mode, 0, 0, 1, 0, bytes.Length, 0, 0, 0, 0, path.Length, 0])
        {
            head.Append(number.ToString("X8", CultureInfo.InvariantCulture));
        }

        byte[] header = [.. Encoding.ASCII.GetBytes(head.ToString()), .. path];
        to.Write(header);
        Pad(header.Length);
        to.Write(bytes);
        Pad(bytes.Length);
    }

    private void Pad(int written) => to.Write("\0\0\0"u8[..((4 - (written % 4)) % 4)]);
}
