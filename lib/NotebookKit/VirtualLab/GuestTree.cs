namespace NotebookKit.VirtualLab;

/// <summary>Unpacked packages, from which programs and all that they load are taken into the image.</summary>
/// <param name="root">The folder they were unpacked into.</param>
internal sealed class GuestTree(string root)
{
    private const int MostLinks = 16;
    private static readonly string[] ProgramFolders = ["usr/bin", "usr/sbin", "bin", "sbin"];
    private static readonly string[] LibraryFolders =
    [
        "usr/lib/x86_64-linux-gnu",
        "usr/lib64",
        "usr/lib",
        "lib/x86_64-linux-gnu",
        "lib64",
        "lib",
    ];

    /// <summary>Adds a program, under <c>usr/bin</c>, and the libraries that it needs.</summary>
    /// <exception cref="InvalidDataException">It is not in any package, or needs a library that is in none.</exception>
    public void Take(string program, CpioWriter into)
    {
        string path =
            ProgramFolders.Select(folder => Resolve($"{folder}/{program}")).FirstOrDefault(found => found is not null)
            ?? throw new InvalidDataException($"none of the packages holds the program {program}");
        byte[] bytes = File.ReadAllBytes(path);
        into.File($"usr/bin/{program}", bytes);
        TakeLibraries(bytes, program, into);
    }

    /// <summary>Adds a library by its name, and what it needs.</summary>
    public void TakeLibrary(string name, string neededBy, IEnumerable<string> first, CpioWriter into)
    {
        // The loader is named by its path; all others by a name that is looked for.
        string[] places = name.StartsWith('/')
            ? [name.StartsWith("/lib", StringComparison.Ordinal) ? "usr" + name : name[1..], name[1..]]
            :
            [
                .. first
                    .Where(folder => folder.StartsWith('/'))
                    .Select(folder => folder[1..])
                    .Concat(LibraryFolders)
                    .Select(folder => $"{folder}/{name}"),
            ];
        (string place, string? path) = places.Select(place => (place, Resolve(place))).FirstOrDefault(found => found.Item2 is not null);
        if (path is null)
        {
            throw new InvalidDataException($"none of the packages holds {name}, which {neededBy} needs");
        }

        string inside = place.StartsWith("usr/", StringComparison.Ordinal) ? place : "usr/" + place;
        if (!into.Has(inside))
        {
            byte[] bytes = File.ReadAllBytes(path);
            into.File(inside, bytes);
            TakeLibraries(bytes, name, into);
        }
    }

    private void TakeLibraries(byte[] bytes, string of, CpioWriter into)
    {
        if (ElfFile.Read(bytes) is { } file)
        {
            foreach (string library in file.Needed)
            {
                TakeLibrary(library, of, file.Paths, into);
            }
        }
    }

    // Links are followed as the guest would: an absolute one begins at the packages' root, not at the host's.
    private string? Resolve(string path)
    {
        string inside = path;
        for (int i = 0; i < MostLinks; i++)
        {
            var file = new FileInfo(Path.Combine(root, inside));
            if (file.LinkTarget is not { } target)
            {
                return file.Exists ? file.FullName : null;
            }

            string beside = target.StartsWith('/') ? target : "/" + Path.GetDirectoryName(inside) + "/" + target;
            inside = Path.GetFullPath(beside)[1..];
        }

        return null;
    }
}
