using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>Finds out how many hosts a pile is of: counters and traces of two hosts in
/// one verdict would be of a host that does not exist.</summary>
internal static class PileHosts
{
    /// <summary>One part for each host and each recording.</summary>
    public static List<PilePart> Split(PileFolder root)
    {
        var parts = new List<PilePart>();
        Split(root, parts);
        List<PilePart> hosts = Merged(parts.Where(part => part.Recording is null));
        return [.. hosts, .. parts.Where(part => part.Recording is not null)];
    }

    private static void Split(PileFolder folder, List<PilePart> parts)
    {
        parts.AddRange(folder.Recordings.Select(path => new PilePart { Name = Path.GetFileName(path), Recording = path }));
        if (folder.IsOneHost || (Hosts(folder).Distinct(StringComparer.Ordinal).Count() <= 1 && !folder.All.Any(below => below.IsOneHost)))
        {
            Add(parts, Whole(folder));
            if (folder.Folders.Count > 0)
            {
                parts.AddRange(
                    folder
                        .All.Skip(1)
                        .SelectMany(below => below.Recordings)
                        .Select(path => new PilePart { Name = Path.GetFileName(path), Recording = path })
                );
            }

            return;
        }

        foreach (PileFolder below in folder.Folders)
        {
            Split(below, parts);
        }

        var rest = new PilePart { Name = folder.Title };
        rest.Blktrace.AddRange(folder.Blktrace);
        rest.Sysfs.AddRange(folder.Sysfs);
        rest.Files.AddRange(folder.Files.Where(file => file.Host.Name is null).Select(file => file.File));
        Add(parts, rest);
        foreach (var host in folder.Files.Where(file => file.Host.Name is not null).GroupBy(file => file.Host.Name!))
        {
            var own = new PilePart { Name = host.Key, Host = host.Select(file => file.Host).Aggregate((one, other) => one.Or(other)) };
            own.Files.AddRange(host.Select(file => file.File));
            Add(parts, own);
        }
    }

    private static IEnumerable<string> Hosts(PileFolder folder) =>
        folder.All.SelectMany(below => below.Files.Select(file => file.Host.Name).Append(below.Host.Name)).OfType<string>().Select(Short);

    private static PilePart Whole(PileFolder folder)
    {
        HostFacts host = folder
            .All.SelectMany(below => below.Files.Select(file => file.Host).Prepend(below.Host))
            .Aggregate(HostFacts.Unknown, (known, one) => known.Or(one));
        var part = new PilePart
        {
            Name = host.Name ?? folder.Title,
            Host = host,
            IsWhole = folder.All.Any(below => below.IsOneHost),
        };
        foreach (PileFolder below in folder.All)
        {
            part.Blktrace.AddRange(below.Blktrace);
            part.Files.AddRange(below.Files.Select(file => file.File));
            part.Sysfs.AddRange(below.Sysfs);
        }

        return part;
    }

    private static void Add(List<PilePart> parts, PilePart part)
    {
        if (part.Files.Count + part.Blktrace.Count + part.Sysfs.Count > 0)
        {
            parts.Add(part);
        }
    }

    /// <summary>Captures that were named side by side are of one run, as far as they tell of one host.</summary>
    /// <param name="files">The captures, each with what it tells of its host.</param>
    /// <returns>One part, or one for each host and one for what tells of none.</returns>
    public static IEnumerable<PilePart> OfNamed(IReadOnlyList<(PileFile File, HostFacts Host)> files)
    {
        bool one = files.Select(file => file.Host.Name).OfType<string>().Select(Short).Distinct(StringComparer.Ordinal).Count() <= 1;
        foreach (var together in files.GroupBy(file => one || file.Host.Name is not { } name ? "" : Short(name)))
        {
            HostFacts host = together.Select(file => file.Host).Aggregate(HostFacts.Unknown, (known, other) => known.Or(other));
            var part = new PilePart
            {
                Name =
                    host.Name
                    ?? ShownBytes.Of(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(together.First().File.Name))),
                Host = host,
            };
            part.Named.AddRange(together.Select(file => file.File));
            yield return part;
        }
    }

    /// <summary>Parts of one pile that are of one host become one; those that tell of none belong to the only one that there is.</summary>
    public static List<PilePart> Merged(IEnumerable<PilePart> parts)
    {
        List<PilePart> merged = OfOneName(parts);

        // What tells of no host is of the only one that there is; beside several it is of none of them.
        PilePart[] loose = [.. merged.Where(part => part.Host.Name is null && !part.IsWhole)];
        PilePart[] others = [.. merged.Except(loose)];
        if (loose.Length == 0 || others.Length > 1)
        {
            return merged;
        }

        PilePart whole = others.Length == 1 ? others[0] : loose[0];
        Array.ForEach([.. loose.Where(part => part != whole)], whole.Take);
        return [whole];
    }

    /// <summary>Parts that tell the same host become one. What tells of none stays by
    /// itself: whoever named two paths may have two hosts.</summary>
    public static List<PilePart> OfOneName(IEnumerable<PilePart> parts)
    {
        var merged = new List<PilePart>();
        foreach (PilePart part in parts)
        {
            if (merged.Find(one => one.Host.Name is { } known && part.Host.Name is { } name && Short(known) == Short(name)) is { } same)
            {
                same.Take(part);
            }
            else
            {
                merged.Add(part);
            }
        }

        return merged;
    }

    // iostat prints the name with its domain or without, as the host has it.
    private static string Short(string host) => host.Split('.')[0];
}
