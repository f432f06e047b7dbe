using System.Globalization;

namespace NotebookKit;

/// <summary>The commands that find the commit by halving a window of kernels, where reading the history does not.</summary>
public static class KernelBisect
{
    /// <summary>The commands, each with why.</summary>
    /// <param name="window">Kernels tried; its last bad and its first good one are the ends.</param>
    /// <param name="commits">How many commits lie between them; null where nobody counted.</param>
    /// <param name="paths">Files that the finding points to: fewer steps, as long as the change is in them.</param>
    /// <exception cref="ArgumentException">The window has no two ends.</exception>
    /// <remarks>What is looked for is a fix, so git's words are turned round:
    /// <c>--term-old=slow --term-new=fast</c>. Source: git-bisect(1).</remarks>
    public static IReadOnlyList<(string Command, string Why)> Steps(KernelWindow window, int? commits = null, params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (window is not { LastBad: { } bad, FirstGood: { } good })
        {
            throw new ArgumentException("A bisection takes a kernel that is slow and a later one that is fast.", nameof(window));
        }

        string left = commits is > 0 and { } count
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; {count:N0} commits, {(int)Math.Ceiling(Math.Log2(count + 1))} kernels to build and start"
            )
            : "";
        return
        [
            (
                "git bisect start --term-old=slow --term-new=fast" + (paths.Length == 0 ? "" : " -- " + string.Join(' ', paths)),
                "a fix is looked for, so old is slow" + left
            ),
            ($"git bisect slow {bad.Tag}", $"{bad.Text}: the last slow one"),
            ($"git bisect fast {good.Tag}", $"{good.Text}: the first fast one"),
            ("make olddefconfig && make -j$(nproc) bindeb-pkg", "builds the one in the middle"),
            ("dpkg -i ../linux-image-*.deb && grub-reboot ... && reboot", "starts it once"),
            ("notebookkit capture DEVICE -o case -- COMMAND", "times the same read with a cold cache, and keeps what the kernel did"),
            ("git bisect slow | git bisect fast | git bisect skip", "says what it was; skip where it does not start. Then build again"),
            ("git bisect log > bisect.log; git bisect reset", "keeps the way, and puts the tree back"),
        ];
    }
}
