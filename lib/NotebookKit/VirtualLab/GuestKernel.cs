namespace NotebookKit.VirtualLab;

/// <summary>A kernel that the virtual lab can boot: one of a release of Debian.</summary>
/// <param name="Name">What is typed, such as <c>6.1</c>.</param>
/// <param name="Suite">The release's name in the archive.</param>
internal sealed record GuestKernel(string Name, string Suite)
{
    /// <summary>Those there are, oldest first. Debian's unstable release has the newest kernel of the archive; its number moves.</summary>
    public static IReadOnlyList<GuestKernel> All { get; } =
    [new("5.10", "bullseye"), new("6.1", "bookworm"), new("6.12", "trixie"), new("7.x", "sid")];

    /// <summary>The one that is taken where none is named: that on which the recordings of <c>data/</c> were made.</summary>
    public static GuestKernel Usual => All[1];

    /// <summary>Finds one by its name; 7.2 finds 7.x.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static GuestKernel Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return All.FirstOrDefault(kernel =>
                kernel.Name == name
                || (kernel.Name.EndsWith(".x", StringComparison.Ordinal) && name.StartsWith(kernel.Name[..^1], StringComparison.Ordinal))
            )
            ?? throw new ArgumentException(
                $"there is no kernel {name} here; there are {string.Join(", ", All.Select(kernel => kernel.Name))}, of Debian's archive",
                nameof(name)
            );
    }

    /// <summary>True where a version, as <c>uname -r</c> tells it, is one of these kernels.</summary>
    public bool Is(string version) => version.StartsWith(Name.EndsWith('x') ? Name[..^1] : Name + ".", StringComparison.Ordinal);
}
