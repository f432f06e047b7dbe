namespace NotebookKit.Kernel.Tests.Hosts.JupyterLab;

/// <summary>JupyterLab of Debian 13 (trixie) in a folder, on whatever Debian runs the tests.</summary>
/// <remarks>
/// apt fetches the packages with a state of its own, which knows of nothing installed, so all that they need comes along, Python and the C
/// library too. Nothing is installed: the packages are unpacked, and trixie's loader runs
/// trixie's Python from the folder. That needs no root, no chroot and no mount.
/// </remarks>
internal static class LabFolder
{
    private const string Release = "trixie";
    private const string Version = "4.0.";

    // What jupyterlab's Python code needs. Its JavaScript is built into the package; the node packages it names are for building.
    private static readonly string[] Needed =
    [
        "python3-async-lru",
        "python3-ipykernel",
        "python3-jinja2",
        "python3-jupyter-core",
        "python3-jupyter-events",
        "python3-jupyter-server",
        "python3-jupyterlab-server",
        "python3-notebook-shim",
        "python3-packaging",
        "python3-rpds-py",
        "python3-tornado",
        "python3-traitlets",
    ];

    /// <summary>Skips the test where the packages cannot be had.</summary>
    public static void NeededHere()
    {
        Assert.SkipUnless(
            HostProgram.Find("apt-get") is not null && HostProgram.Find("dpkg-deb") is not null,
            "needs apt-get and dpkg-deb (Debian)"
        );
        Assert.SkipUnless(Mirror() is not null, "needs a Debian mirror among apt's sources, and its lists (apt-get update)");
    }

    /// <summary>The server: Python with the module.</summary>
    public static HostProgram Server()
    {
        string root = RealHosts.Folder($"jupyterlab-{Version}{Release}", Fetch),
            lib = Path.Combine(root, "usr", "lib");
        string loader = Directory.EnumerateFiles(lib, "ld-linux*.so.*", SearchOption.AllDirectories).First();
        string libraries = Path.GetDirectoryName(Directory.EnumerateFiles(lib, "libc.so.6", SearchOption.AllDirectories).First())!;
        return new HostProgram(
            loader,
            "--library-path",
            libraries,
            Directory.EnumerateFiles(Path.Combine(root, "usr", "bin"), "python3.??").First(),
            "-m",
            "jupyterlab"
        )
        {
            Environment = new()
            {
                ["PYTHONHOME"] = Path.Combine(root, "usr"),
                ["JUPYTERLAB_DIR"] = Path.Combine(root, "usr", "share", "jupyter", "lab"),
            },
        };
    }

    private static void Fetch(string folder)
    {
        string apt = Directory.CreateTempSubdirectory("apt-").FullName;
        try
        {
            foreach (string part in new[] { "state/lists/partial", "cache/archives/partial" })
            {
                Directory.CreateDirectory(Path.Combine(apt, part));
            }

            File.WriteAllText(
                Path.Combine(apt, "sources.list"),
                $"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {Mirror()} {Release} main\n"
            );
            File.WriteAllText(Path.Combine(apt, "status"), "");
            string[] own =
            [
                "Dir::Etc::sourcelist=" + Path.Combine(apt, "sources.list"),
                "Dir::Etc::sourceparts=/dev/null",
                "Dir::Etc::preferencesparts=/dev/null",
                "Dir::Etc::preferences=/dev/null",
                "Dir::State=" + Path.Combine(apt, "state"),
                "Dir::State::status=" + Path.Combine(apt, "status"),
                "Dir::Cache=" + Path.Combine(apt, "cache"),
                "APT::Install-Recommends=0",
                "APT::Sandbox::User=",
                "Acquire::Retries=3",
            ];
            var get = new HostProgram("apt-get", [.. own.SelectMany(option => new[] { "-o", option }), "-q", "-y"])
            {
                Folder = Path.Combine(apt, "cache", "archives"),
            };
            get.RunWell("update");
            get.RunWell(["install", "--download-only", .. Needed]);
            get.RunWell("download", "jupyterlab");
            foreach (string package in Directory.EnumerateFiles(get.Folder, "*.deb"))
            {
                new HostProgram("dpkg-deb").RunWell("-x", package, folder);
            }

            Assert.True(
                Directory.EnumerateFiles(get.Folder, $"jupyterlab_{Version}*.deb").Any(),
                $"Debian {Release} has another JupyterLab than {Version}x"
            );
        }
        finally
        {
            Directory.Delete(apt, recursive: true);
        }
    }

    // The mirror that this host's own packages come from.
    private static string? Mirror() =>
        new HostProgram("apt-get")
            .RunWell("indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages")
            .Split('\n')
            .Select(line => line.Split('|'))
            .FirstOrDefault(target => target is ["Debian", "Debian", "main", _])
            ?[3];
}
