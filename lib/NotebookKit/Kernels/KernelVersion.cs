// 4.4.0-1087-aws                        Ubuntu: upstream 4.4, ABI 1087, flavour aws; the stable update is not in the name
// 4.9.0-040900-generic, 4.5.0-040500rc3-generic   Ubuntu's builds of mainline: the six digits are the version again
// 6.1.0-56-amd64, 6.12.48+deb13-amd64   Debian; the package version 6.1.192-2 stands in uname -v
// 6.1.192-2, 4.4.0-155.182              package versions of Debian and Ubuntu
// 4.6.0+, v4.5-rc5, 5.15.7              mainline and stable; + marks a tree with changes of its own
// Spec: wiki.ubuntu.com/Kernel/FAQ ("What do the parts of the version mean"), kernel-team.pages.debian.net/kernel-handbook, chapter 2.
using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookKit;

/// <summary>Who built a kernel, as far as its version tells.</summary>
internal enum KernelSource
{
    /// <summary>kernel.org: a tag, or a build of one.</summary>
    Mainline,

    /// <summary>Ubuntu's own kernel, with patches and backports.</summary>
    Ubuntu,

    /// <summary>Ubuntu's build of an unchanged mainline version.</summary>
    UbuntuMainlineBuild,

    /// <summary>Debian's kernel.</summary>
    Debian,

    /// <summary>Somebody's own build.</summary>
    Other,
}

/// <summary>A kernel's version, and the upstream version that it is based on.</summary>
/// <remarks>Ordered by the upstream version; distributions backport, so a later upstream
/// version need not hold a fix, nor an earlier one lack it.</remarks>
public sealed partial record KernelVersion : IComparable<KernelVersion>
{
    private KernelVersion(string text, int major, int minor) => (Text, Major, Minor) = (text, major, minor);

    /// <summary>The version as it was given.</summary>
    public string Text { get; }

    /// <summary>The upstream version's first number.</summary>
    public int Major { get; }

    /// <summary>The second.</summary>
    public int Minor { get; }

    /// <summary>The stable update, 7 of 5.15.7; null where the text does not tell it, as Ubuntu's 4.4.0-1087 does not.</summary>
    public int? Stable { get; private init; }

    /// <summary>The release candidate, 3 of 4.5-rc3; null for a release.</summary>
    public int? Candidate { get; private init; }

    /// <summary>Who built it.</summary>
    internal KernelSource Source { get; private init; }

    /// <summary>The distribution's own number, <c>1087</c> or <c>155.182</c>; null for none.</summary>
    public string? Abi { get; private init; }

    /// <summary>What it was built for, such as <c>aws</c>, <c>generic</c> or <c>amd64</c>; null for none.</summary>
    public string? Flavour { get; private init; }

    /// <summary>The upstream version: <c>4.4</c>, <c>4.5-rc3</c>, <c>6.1.192</c>.</summary>
    public string Upstream =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Major}.{Minor}{(Stable is > 0 ? $".{Stable}" : "")}{(Candidate is { } rc ? $"-rc{rc}" : "")}"
        );

    /// <summary>The tag of Linus Torvalds' tree that it is based on: <c>v4.4</c>, <c>v4.5-rc3</c>.</summary>
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"v{Major}.{Minor}{(Candidate is { } rc ? $"-rc{rc}" : "")}");

    /// <summary>What the text leaves open; null where nothing.</summary>
    public string? Unknown =>
        Source == KernelSource.Ubuntu && Stable is null
            ? $"Ubuntu's name does not tell the stable update of {Upstream} nor the patches on top; /proc/version_signature does"
        : Source == KernelSource.Debian && Stable is null ? "Debian's name does not tell the stable update; uname -v does"
        : Source == KernelSource.Other ? "a build of somebody's own: its changes are not in the name"
        : null;

    /// <summary>Reads a version, as <c>uname -r</c>, a package or a tag gives it, or a whole line of <c>uname -a</c>.</summary>
    /// <exception cref="FormatException">There is no kernel version in the text.</exception>
    public static KernelVersion Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"\"{text}\" holds no kernel version such as 4.4.0-1087-aws, v4.5-rc3 or 6.1.192-2.");

    /// <summary>Reads a version; null where there is none.</summary>
    public static KernelVersion? TryParse(string? text)
    {
        Match match = Version().Match(text ?? "");
        if (
            !match.Success
            || !int.TryParse(match.Groups["major"].Value, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(match.Groups["minor"].Value, CultureInfo.InvariantCulture, out int minor)
        )
        {
            return null;
        }

        int? stable = Number(match.Groups["stable"]);
        string rest = match.Groups["rest"].Value;
        var version = new KernelVersion(text!.Trim(), major, minor)
        {
            Stable = stable is 0 ? null : stable,
            Candidate = Number(match.Groups["rc"]),
        };
        if (MainlineBuild().Match(rest) is { Success: true } build)
        {
            return version with
            {
                Source = KernelSource.UbuntuMainlineBuild,
                Candidate = Number(build.Groups["rc"]),
                Flavour = Word(build.Groups["flavour"]),
                Abi = build.Groups["abi"].Value,
            };
        }

        if (DebianPackage().Match(text) is { Success: true } package)
        {
            // uname -v names the package: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)".
            return version with
            {
                Source = KernelSource.Debian,
                Stable = Number(package.Groups["stable"]),
                Abi = Word(package.Groups["abi"]),
                Flavour = Word(Flavoured().Match(rest).Groups["flavour"]),
            };
        }

        Match flavoured = Flavoured().Match(rest);
        string? flavour = Word(flavoured.Groups["flavour"]);
        string? abi = Word(flavoured.Groups["abi"]);
        return rest.StartsWith("+deb", StringComparison.Ordinal)
                ? version with
                {
                    Source = KernelSource.Debian,
                    Flavour = rest[(rest.IndexOf('-', StringComparison.Ordinal) + 1)..],
                }
            : abi is not null && (flavour is null ? abi.Contains('.', StringComparison.Ordinal) : !IsDebianFlavour(flavour))
                ? version with
                {
                    Source = KernelSource.Ubuntu,
                    Abi = abi,
                    Flavour = flavour,
                }
            : abi is not null && flavour is not null ? version with { Source = KernelSource.Debian, Abi = abi, Flavour = flavour }
            : abi is not null && stable is > 0 ? version with { Source = KernelSource.Debian, Abi = abi }
            : rest.Length == 0 ? version with { Source = KernelSource.Mainline }
            : version with { Source = KernelSource.Other, Abi = abi, Flavour = flavour };
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion? other) =>
        other is null
            ? 1
            : (Major, Minor, Candidate ?? int.MaxValue, Stable ?? 0).CompareTo(
                (other.Major, other.Minor, other.Candidate ?? int.MaxValue, other.Stable ?? 0)
            );

    /// <summary>True where the first is based on an earlier upstream version.</summary>
    public static bool operator <(KernelVersion? left, KernelVersion? right) => Compare(left, right) < 0;

    /// <summary>True where the first is based on no later upstream version.</summary>
    public static bool operator <=(KernelVersion? left, KernelVersion? right) => Compare(left, right) <= 0;

    /// <summary>True where the first is based on a later upstream version.</summary>
    public static bool operator >(KernelVersion? left, KernelVersion? right) => Compare(left, right) > 0;

    /// <summary>True where the first is based on no earlier upstream version.</summary>
    public static bool operator >=(KernelVersion? left, KernelVersion? right) => Compare(left, right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Text == Upstream || Text == Tag ? Text : $"{Text} (upstream {Upstream})";

    private static int Compare(KernelVersion? left, KernelVersion? right) =>
        left is null ? (right is null ? 0 : -1) : left.CompareTo(right);

    private static bool IsDebianFlavour(string flavour) =>
        flavour.StartsWith("amd64", StringComparison.Ordinal)
        || flavour.StartsWith("arm64", StringComparison.Ordinal)
        || flavour.StartsWith("686", StringComparison.Ordinal)
        || flavour.StartsWith("cloud-", StringComparison.Ordinal)
        || flavour.StartsWith("rt-", StringComparison.Ordinal)
        || flavour is "armmp" or "s390x" or "powerpc64le" or "riscv64";

    private static int? Number(Group group) =>
        group.Success && int.TryParse(group.Value, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string? Word(Group group) => group.Success && group.Length > 0 ? group.Value : null;

    [GeneratedRegex(
        @"(?<![\d.])v?(?<major>[2-9]|1\d)\.(?<minor>\d{1,3})(\.(?<stable>\d{1,4}))?(-rc(?<rc>\d+))?(?<rest>[-+][^\s#(]*)?",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Version();

    [GeneratedRegex(@"^-(?<abi>0\d{5}(rc(?<rc>\d+))?)(-(?<flavour>[a-z0-9-]+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex MainlineBuild();

    [GeneratedRegex(@"^-(?<abi>\d+(\.\d+)*)(-(?<flavour>[a-z0-9][a-z0-9-]*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Flavoured();

    [GeneratedRegex(@"Debian \d+\.\d+\.(?<stable>\d+)-(?<abi>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex DebianPackage();
}
