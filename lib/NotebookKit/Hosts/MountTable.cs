using System.Globalization;
using System.Text;

namespace NotebookKit.Hosts;

/// <summary>A mount (proc_pid_mountinfo(5)).</summary>
/// <param name="Id">Its number.</param>
/// <param name="Parent">The number of the mount that it lies on.</param>
/// <param name="Device">The device, as <c>MAJOR:MINOR</c>; 0 is the major number of file systems without one, and of btrfs.</param>
/// <param name="Root">The folder of the file system that is mounted.</param>
/// <param name="Place">Where it is mounted.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="Source">What was named to mount: a device, or any word.</param>
internal sealed record MountRow(int Id, int Parent, string Device, string Root, string Place, string Type, string Source)
{
    /// <summary>The kernel's name of its block device; null where it has none.</summary>
    public string? BlockDevice =>
        BlockName.OfNumber(Device)
        ?? (
            Source.StartsWith("/dev/", StringComparison.Ordinal) && FileNumbers.Of(Source)?.BlockDevice is { } number
                ? BlockName.OfNumber(number)
                : null
        );
}

/// <summary>The mounts that this process sees.</summary>
internal static class MountTable
{
    public static List<MountRow> Read()
    {
        // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
        var mounts = new List<MountRow>();
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (
                dash > 5
                && dash + 2 < fields.Length
                && int.TryParse(fields[0], CultureInfo.InvariantCulture, out int id)
                && int.TryParse(fields[1], CultureInfo.InvariantCulture, out int parent)
            )
            {
                mounts.Add(
                    new MountRow(id, parent, fields[2], Plain(fields[3]), Plain(fields[4]), fields[dash + 1], Plain(fields[dash + 2]))
                );
            }
        }

        return mounts;
    }

    /// <summary>What is mounted at a place, the topmost where several are; null where nothing is.</summary>
    public static MountRow? At(string place)
    {
        MountRow[] here = [.. Read().Where(mount => mount.Place == place)];
        return here.LastOrDefault(mount => here.All(other => other.Parent != mount.Id));
    }

    // Blanks, tabs, line ends and backslashes are written as three octal digits.
    private static string Plain(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var plain = new StringBuilder();
        for (int i = 0; i < field.Length; i++)
        {
            bool isEscape = field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            plain.Append(isEscape ? (char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')) : field[i]);
            i += isEscape ? 3 : 0;
        }

        return plain.ToString();
    }
}
