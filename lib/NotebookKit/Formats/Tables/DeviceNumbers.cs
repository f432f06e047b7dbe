using System.Globalization;

namespace NotebookKit.Formats;

/// <summary>Reads device numbers from text.</summary>
internal static class DeviceNumbers
{
    /// <summary>Parses <c>254:3</c> or, with a comma, <c>254, 3</c>.</summary>
    /// <returns>Null where it is none.</returns>
    public static BlockDevice? TryParse(string? text, char separator)
    {
        int at = text?.IndexOf(separator, StringComparison.Ordinal) ?? -1;
        return
            at > 0
            && int.TryParse(text.AsSpan(0, at).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(text.AsSpan(at + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            ? new BlockDevice(major, minor)
            : null;
    }

    /// <summary>The numbers in sar's name of a device, such as <c>dev259-0</c>; null for another name.</summary>
    public static BlockDevice? OfSar(string name) => name.StartsWith("dev", StringComparison.Ordinal) ? TryParse(name[3..], '-') : null;
}
