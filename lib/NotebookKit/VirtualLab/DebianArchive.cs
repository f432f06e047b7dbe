namespace NotebookKit.VirtualLab;

/// <summary>
/// One release of Debian's archive, asked by the host's own apt with lists of its own: nothing of the host's packages is read or changed.
/// apt checks the release's signature by Debian's keyring, the lists by the release, each package by the list.
/// </summary>
/// <param name="store">Where lists and packages are kept.</param>
/// <param name="suite">The release.</param>
/// <param name="mirror">The archive's address.</param>
internal sealed class DebianArchive(LabStore store, string suite, string mirror)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly string[] Keyrings =
    [
        "/usr/share/keyrings/debian-archive-keyring.pgp",
        "/usr/share/keyrings/debian-archive-keyring.gpg",
    ];
    private static readonly string[] Hooks =
    [
        "APT::Update::Pre-Invoke",
        "APT::Update::Post-Invoke",
        "APT::Update::Post-Invoke-Success",
        "DPkg::Pre-Invoke",
        "DPkg::Post-Invoke",
        "DPkg::Pre-Install-Pkgs",
    ];
    private readonly string _folder = store.ListsOf(suite);

    /// <summary>Fetches the release's lists, some 10 MB, where they are not the newest.</summary>
    public void Update(CancellationToken stop)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(_folder, "archives", "partial"));
        File.WriteAllText(Path.Combine(_folder, "status"), "");
        File.WriteAllText(
            Path.Combine(_folder, "sources.list"),
            $"deb [arch=amd64 target=Packages signed-by={Keyring}] {mirror} {suite} main\n"
        );
        File.WriteAllText(ConfigurationPath, Configuration());

        try
        {
            // What cannot be fetched or proved is a warning to apt, and the old lists would be used.
            Run(["apt-get", "-c", ConfigurationPath, "-q", "-o", "APT::Update::Error-Mode=any", "update"], stop);
        }
        catch (CommandException fault) when (fault.Fault == CommandFault.Failed)
        {
            throw new CommandException(
                CommandFault.Failed,
                fault.Message,
                "It asks the archive for its newest lists: with a network, with a proxy where apt's own settings name one, or of a mirror at hand (--mirror URL). What is prepared already boots without."
            );
        }
    }

    /// <summary>What a package needs at once, by the words of the lists.</summary>
    public IReadOnlyList<string> DependsOf(string package, CancellationToken stop) =>
        [
            .. Run(["apt-cache", "-c", ConfigurationPath, "depends", "--important", package], stop)
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("Depends: ", StringComparison.Ordinal))
                .Select(line => line["Depends: ".Length..]),
        ];

    /// <summary>True where the release has a package.</summary>
    public bool Has(string package, CancellationToken stop) =>
        Run(["apt-cache", "-c", ConfigurationPath, "pkgnames", package], stop).Split('\n').Contains(package);

    /// <summary>Packages and all that they need.</summary>
    public IReadOnlyList<PackageFile> Closure(IEnumerable<string> packages, CancellationToken stop) =>
        PackageFile.Read(Run(["apt-get", "-c", ConfigurationPath, "-qq", "--print-uris", "install", .. packages], stop));

    /// <summary>Packages alone.</summary>
    public IReadOnlyList<PackageFile> Files(IEnumerable<string> packages, CancellationToken stop) =>
        PackageFile.Read(Run(["apt-get", "-c", ConfigurationPath, "-qq", "--print-uris", "download", .. packages], stop));

    /// <summary>Fetches packages into the store.</summary>
    public void Download(IReadOnlyList<PackageFile> files, CancellationToken stop)
    {
        Directory.CreateDirectory(store.Packages);
        Run(
            ["apt-get", "-c", ConfigurationPath, "-q", "download", .. files.Select(file => $"{file.Name}={file.Version}")],
            stop,
            store.Packages
        );
        PackageFile[] wrong = [.. files.Where(file => !file.IsIn(store.Packages))];
        if (wrong.Length > 0)
        {
            throw new CommandException(
                CommandFault.Failed,
                $"{wrong[0].FileName} in {store.Packages} is not what the list of {suite} says ({wrong[0].Bytes} bytes, SHA-256 {wrong[0].Sha256}).",
                "Delete it, and prepare again."
            );
        }
    }

    private string ConfigurationPath => Path.Combine(_folder, "apt.conf");

    private static string Keyring =>
        Keyrings.FirstOrDefault(File.Exists)
        ?? throw new CommandException(
            CommandFault.MissingTool,
            "The keys that Debian's archive is signed with are not here.",
            "apt-get install debian-archive-keyring brings them."
        );

    // The host's own configuration still tells proxies and rights; what would run programs of the host, or pin versions, is put aside.
    private string Configuration() =>
        string.Concat(
            new (string Name, string Value)[]
            {
                ("Dir::State", _folder),
                ("Dir::State::lists", Path.Combine(_folder, "lists")),
                ("Dir::State::status", Path.Combine(_folder, "status")),
                ("Dir::Cache", _folder),
                ("Dir::Cache::archives", Path.Combine(_folder, "archives")),
                ("Dir::Etc::sourcelist", Path.Combine(_folder, "sources.list")),
                ("Dir::Etc::sourceparts", "-"),
                ("Dir::Etc::trusted", "/dev/null"),
                ("Dir::Etc::trustedparts", "/dev/null"),
                ("Dir::Etc::preferences", "/dev/null"),
                ("Dir::Etc::preferencesparts", "/dev/null"),
                ("APT::Architecture", "amd64"),
                ("APT::Install-Recommends", "false"),
                ("APT::Install-Suggests", "false"),
                ("APT::Sandbox::User", "root"),
                ("APT::Get::AllowUnauthenticated", "false"),
                ("Acquire::AllowInsecureRepositories", "false"),
                ("Acquire::Languages", "none"),
                ("Acquire::ForceHash", "SHA256"),
                ("Acquire::Retries", "3"),
                ("Debug::NoLocking", "1"),
            }.Select(set => $"{set.Name} \"{set.Value}\";\n")
        )
        + "#clear APT::Architectures;\nAPT::Architectures { \"amd64\"; };\n"
        + string.Concat(Hooks.Select(hook => $"#clear {hook};\n"));

    private static string Run(IReadOnlyList<string> argv, CancellationToken stop, string? folder = null) =>
        LabProgram.Run(argv, Patience, stop, folder);
}
