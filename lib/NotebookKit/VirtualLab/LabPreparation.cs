namespace NotebookKit.VirtualLab;

/// <summary>Makes what a kernel of the virtual lab is booted from, of Debian's packages; needs no rights of root's.</summary>
/// <param name="store">Where it is kept.</param>
internal sealed class LabPreparation(LabStore store)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string[] NeededPrograms = ["apt-get", "apt-cache", "dpkg-deb", "depmod"];

    // Packages grow when they are unpacked: 2.2 (7.x) to 4.5 times (6.1), measured; the image comes to that.
    private const int Unpacked = 6;
    private static readonly string[] OtherParts = ["linux-binary-", "linux-modules-", "linux-base-"];

    /// <summary>Finds out what has to be fetched: asks the archive for its lists, 10 MB for each release, and for nothing else.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="mirror">The archive's address; null for the one that the host's apt uses.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="CommandException">A program is missing or failed, or a signature is wrong.</exception>
    public LabPlan Plan(GuestKernel kernel, string? mirror = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        LabProgram.Need(NeededPrograms);
        string from = HostMirror.Find(mirror, stop);
        var kernels = new DebianArchive(store, kernel.Suite, from);
        kernels.Update(stop);
        var tools = new DebianArchive(store, GuestContents.ToolSuite, from);
        if (kernel.Suite != GuestContents.ToolSuite)
        {
            tools.Update(stop);
        }

        // The package with no version in its name only needs the newest that has one; from 7.x on that is in three parts.
        string image =
            kernels.DependsOf("linux-image-amd64", stop).FirstOrDefault(name => name.StartsWith("linux-image-", StringComparison.Ordinal))
            ?? throw new InvalidDataException($"Debian {kernel.Suite} at {from} names no kernel for linux-image-amd64");
        string version = image["linux-image-".Length..];
        if (!kernel.Is(version))
        {
            throw new InvalidDataException($"Debian {kernel.Suite} at {from} has kernel {version} now, not {kernel.Name}");
        }

        string[] parts = [image, .. OtherParts.Select(part => part + version).Where(part => kernels.Has(part, stop))];
        IReadOnlyList<PackageFile> kernelFiles = kernels.Files(parts, stop),
            toolFiles = tools.Closure(GuestContents.Packages, stop);
        return new LabPlan(
            kernel,
            from,
            kernelFiles,
            toolFiles,
            [.. kernelFiles.Concat(toolFiles).Where(file => !file.IsIn(store.Packages))]
        );
    }

    /// <summary>Fetches what is missing, and makes the image where it is not made of the same packages already.</summary>
    /// <param name="plan">What <see cref="Plan"/> found.</param>
    /// <param name="progress">Hears what is being done.</param>
    /// <param name="stop">Stops it; what was fetched by then is kept.</param>
    /// <returns>The kernel's version.</returns>
    /// <exception cref="CommandException">A program is missing or failed, the disk is too full, another process prepares too, or a package
    /// is not what the signed list says.</exception>
    public string Make(LabPlan plan, Action<string>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var claim = new FolderClaim(store.Path);
        GuestImage image = store.ImageOf(plan.Kernel);
        bool isMade = plan.Missing.Count == 0 && image.IsMadeOf(plan.Hash);
        if (!isMade)
        {
            LabProgram.Need(GuestBoot.Programs); // not needed here, but what is made here is for nothing without them
            Room(plan);
        }

        foreach (
            (string suite, IReadOnlyList<PackageFile> files) in new[]
            {
                (plan.Kernel.Suite, plan.KernelFiles),
                (GuestContents.ToolSuite, plan.ToolFiles),
            }
        )
        {
            // In small lots, so that there is something to say, and what was fetched stays where it is stopped.
            foreach (PackageFile[] lot in files.Intersect(plan.Missing).Chunk(32))
            {
                progress?.Invoke(
                    $"fetching {lot[0].Name}{(lot.Length > 1 ? $" and {lot.Length - 1} more" : "")}, {lot.Sum(file => file.Bytes) / 1e6:0.0} MB"
                );
                new DebianArchive(store, suite, plan.Mirror).Download(lot, stop);
            }
        }

        if (!isMade)
        {
            progress?.Invoke($"making the image of kernel {plan.Kernel.Name}");
            Directory.CreateDirectory(image.Folder);
            image.Forget();
            string unpacked = Path.Combine(image.Folder, "unpacked");
            try
            {
                image.Note(Build(plan, image, unpacked, stop), plan.Hash);
            }
            finally
            {
                Remove(unpacked);
            }
        }

        return image.Version!;
    }

    private void Room(LabPlan plan)
    {
        string path = Directory.CreateDirectory(store.Path).FullName;
        long needed = plan.Missing.Sum(file => file.Bytes) + (Unpacked * plan.Files.Sum(file => file.Bytes));
        if (new DriveInfo(path).AvailableFreeSpace is var free && free < needed)
        {
            throw new CommandException(
                CommandFault.DiskFull,
                $"{path} has {free >> 20} MiB free, and what is unpacked while the image is made takes up to {needed >> 20}.",
                "Make room, or set XDG_CACHE_HOME to a folder on another disk."
            );
        }
    }

    private string Build(LabPlan plan, GuestImage image, string unpacked, CancellationToken stop)
    {
        Remove(unpacked);
        string kernel = Unpack(plan.KernelFiles, Path.Combine(unpacked, "kernel"), stop),
            tools = Unpack(plan.ToolFiles, Path.Combine(unpacked, "tools"), stop);
        if (!Directory.Exists(Path.Combine(kernel, "lib")))
        {
            File.CreateSymbolicLink(Path.Combine(kernel, "lib"), "usr/lib");
        }

        string modules = Directory
            .GetDirectories(Path.Combine(kernel, "lib", "modules"))
            .Single(folder => Directory.Exists(Path.Combine(folder, "kernel")));
        string version = Path.GetFileName(modules);
        LabProgram.Run(["depmod", "-b", kernel, version], Patience, stop);
        string[] binaries = [Path.Combine(kernel, "boot", "vmlinuz-" + version), Path.Combine(modules, "vmlinuz")];
        File.Copy(binaries.First(File.Exists), image.Kernel, overwrite: true);
        using FileStream file = File.Create(image.Initrd);
        var initrd = new CpioWriter(file);
        foreach (
            (string link, string target) in new[]
            {
                ("bin", "usr/bin"),
                ("sbin", "usr/bin"),
                ("lib", "usr/lib"),
                ("lib64", "usr/lib64"),
                ("usr/sbin", "bin"),
            }
        )
        {
            initrd.Link(link, target);
        }

        var tree = new GuestTree(tools);
        Array.ForEach(GuestContents.Programs, program => tree.Take(program, initrd));
        Array.ForEach(GuestContents.Libraries, library => tree.TakeLibrary(library, "a thread that is ended", [], initrd));
        Array.ForEach(GuestContents.Names, name => initrd.Link($"usr/bin/{name.Name}", name.Program));
        Array.ForEach(GuestContents.Files, one => initrd.File(one.Path, System.Text.Encoding.UTF8.GetBytes(one.Text)));
        new KernelModules(modules).Take(GuestContents.Modules.Concat(GuestContents.StackModules), version, initrd);
        initrd.Finish();
        return version;
    }

    private string Unpack(IEnumerable<PackageFile> files, string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        foreach (PackageFile file in files)
        {
            LabProgram.Run(["dpkg-deb", "-x", Path.Combine(store.Packages, file.FileName), folder], Patience, stop);
        }

        return folder;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
