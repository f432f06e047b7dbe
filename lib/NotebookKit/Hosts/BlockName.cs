using System.Text.RegularExpressions;

namespace NotebookKit.Hosts;

/// <summary>The kernel's name of a block device, checked before anything is done with it.</summary>
internal static partial class BlockName
{
    /// <summary>Checks a device's name against <c>/sys/class/block</c>.</summary>
    /// <param name="device">A name such as <c>nvme0n1</c>, or a path such as <c>/dev/nvme0n1</c> or <c>/dev/mapper/vg-lv</c>.</param>
    /// <returns>The kernel's name, such as <c>nvme0n1</c> or <c>dm-0</c>.</returns>
    /// <exception cref="ArgumentException">It is no such name, or there is no such device.</exception>
    public static string Check(string device)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);

        // By its number: a path may be a link, as udev makes them, or a node of its own, as device-mapper makes them without udev.
        string name =
            !device.StartsWith("/dev/", StringComparison.Ordinal) ? device
            : FileNumbers.Of(device)?.BlockDevice is { } number && OfNumber(number) is { } known ? known
            : Path.GetFileName(device);
        if (!Form().IsMatch(name) || name is "." or "..")
        {
            throw new ArgumentException(
                $"\"{device}\" is no name of a block device: expected one such as nvme0n1 or /dev/nvme0n1.",
                nameof(device)
            );
        }

        return Directory.Exists("/sys/class/block/" + name)
            ? name
            : throw new ArgumentException(
                $"there is no block device \"{name}\" here. There are: {string.Join(", ", All())}.",
                nameof(device)
            );
    }

    /// <summary>The kernel's names of all disks.</summary>
    public static IEnumerable<string> All() =>
        Directory.Exists("/sys/block")
            ? new DirectoryInfo("/sys/block").EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)
            : [];

    /// <summary>The kernel's name of the device with a number; null where no block device has it.</summary>
    /// <param name="number">The number, as <c>MAJOR:MINOR</c>.</param>
    internal static string? OfNumber(string number) =>
        new DirectoryInfo("/sys/dev/block/" + number) is { Exists: true } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)?.Name
            : null;

    [GeneratedRegex("^[A-Za-z0-9!:._-]+$")]
    private static partial Regex Form();
}
