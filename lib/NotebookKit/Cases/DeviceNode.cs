using NotebookKit.Formats;

namespace NotebookKit.Cases;

/// <summary>What a command line can call a device that a capture names in its own way.</summary>
internal static class DeviceNode
{
    private const string Placeholder = "DRIVE";

    /// <summary>Its file: of numbers, <c>259,0</c> or sar's <c>dev259-0</c>, udev's link; of what is no device, a group of iostat's or a
    /// name with blanks, a word to be replaced.</summary>
    public static string Of(string name) =>
        (DeviceNumbers.TryParse(name, ',') ?? DeviceNumbers.OfSar(name)) is { } number
            ? FormattableString.Invariant($"/dev/block/{number.Major}:{number.Minor}")
            : "/dev/" + NameOf(name);

    /// <summary>Its name in <c>/sys/block</c>, where it has one there; else a word to be replaced.</summary>
    public static string NameOf(string name) =>
        name.Length > 0
        && DeviceNumbers.TryParse(name, ',') is null
        && DeviceNumbers.OfSar(name) is null
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '+' or '!' or '/' or ':')
            ? name
            : Placeholder;
}
