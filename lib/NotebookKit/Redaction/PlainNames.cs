using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>What stands where a name may, and is everybody's: the administrator, none,
/// what the kit itself calls the volumes of its reproduction.</summary>
internal static partial class PlainNames
{
    /// <summary>True for one.</summary>
    public static bool IsNone(ReadOnlySpan<char> name) => Nobody().IsMatch(name) || IsOwn(name);

    /// <summary>True for a volume, or a group of volumes, that the kit's own notebooks
    /// and lab make: a redacted case runs again with these.</summary>
    public static bool IsOwn(ReadOnlySpan<char> name) => Own().IsMatch(name);

    [GeneratedRegex(
        @"\A(?:root|nobody|none|null|true|false|yes|no|unknown|self|any|all|n/a|linux|localhost|localhost\.localdomain|\(none\)|[\d.:-]+)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Nobody();

    [GeneratedRegex(@"\A(?:secvol|flaky|slowdev|(?:secvol-)?(?:seclv|tmp_backup\d?)(?:-(?:real|cow))?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Own();
}
