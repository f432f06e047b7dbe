namespace NotebookKit.VirtualLab;

/// <summary>Which mirror of Debian's archive the host's apt uses.</summary>
internal static class HostMirror
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Finds it.</summary>
    /// <param name="named">The one that was named; null to ask apt.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="CommandException">The host uses none, as Ubuntu's do not.</exception>
    /// <exception cref="ArgumentException">What was named is no address of an archive.</exception>
    public static string Find(string? named, CancellationToken stop)
    {
        if (named is not null)
        {
            return IsAddress(named)
                ? named
                : throw new ArgumentException(
                    $"--mirror: expected an address such as http://MIRROR/debian, found \"{named}\"",
                    nameof(named)
                );
        }

        return Of(LabProgram.Run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"], Patience, stop))
            ?? throw new CommandException(
                CommandFault.Refused,
                "This host's apt uses no mirror of Debian, so it does not tell where the kernels are.",
                "Name one: --mirror http://MIRROR/debian"
            );
    }

    /// <summary>The first mirror among those that apt tells, a line each; null for none.</summary>
    public static string? Of(string told) =>
        told.Split('\n')
            .Select(line => line.Trim().TrimEnd('/'))
            .FirstOrDefault(line => IsAddress(line) && line.EndsWith("/debian", StringComparison.Ordinal));

    // It becomes a word of a line in sources.list: no blanks, no brackets.
    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https" or "file"
        && text.All(letter => letter is > ' ' and < '\x7f' and not ('[' or ']' or '"' or '#'));
}
