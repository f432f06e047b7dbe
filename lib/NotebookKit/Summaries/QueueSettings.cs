namespace NotebookKit.Summaries;

/// <summary>The queue settings that lie beside captures, from before and after a change perhaps: each capture is judged by those that lie
/// nearest to it, and by no attribute of which equally near ones say different things.</summary>
internal sealed class QueueSettings
{
    private readonly List<(string Place, BlockDevice Device, string Name, DeviceQueue Queue)> _all = [];

    /// <summary>Adds what was read.</summary>
    /// <param name="place">The file's name in the pile, with its folders.</param>
    /// <param name="device">The device.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="queue">Its settings.</param>
    public void Add(string place, BlockDevice device, string name, DeviceQueue queue) => _all.Add((place, device, name, queue));

    /// <summary>What is known of each device wherever it was read: attributes on which all agree.</summary>
    public Dictionary<BlockDevice, DeviceQueue> Agreed() =>
        _all.GroupBy(one => one.Device).ToDictionary(of => of.Key, of => Agreed(of.Select(one => one.Queue)));

    /// <summary>The settings that hold for a capture.</summary>
    /// <param name="place">The capture's name in the pile, with its folders.</param>
    public Dictionary<BlockDevice, DeviceQueue> For(string place) =>
        _all.GroupBy(one => one.Device)
            .ToDictionary(
                of => of.Key,
                of =>
                {
                    int nearest = of.Max(one => Shared(one.Place, place));
                    return Agreed(of.Where(one => Shared(one.Place, place) == nearest).Select(one => one.Queue));
                }
            );

    /// <summary>A sentence for each device of which files say different things.</summary>
    public IEnumerable<string> Differences()
    {
        foreach (
            IGrouping<BlockDevice, (string Place, BlockDevice Device, string Name, DeviceQueue Queue)> of in _all.GroupBy(one => one.Device)
        )
        {
            var (first, other) = (of.First(), of.FirstOrDefault(one => Differing(of.First().Queue, one.Queue) is not null));
            if (other.Place is not null)
            {
                string attribute = Differing(first.Queue, other.Queue)!;
                yield return $"{first.Name}: {attribute} is {first.Queue[attribute]} in {first.Place} and {other.Queue[attribute]} in {other.Place}: each capture is judged by the settings that lie nearest to it, and by none where these differ";
            }
        }
    }

    private static DeviceQueue Agreed(IEnumerable<DeviceQueue> queues)
    {
        DeviceQueue[] all = [.. queues];
        return all is [var only]
            ? only
            : new DeviceQueue(
                all.SelectMany(queue => queue)
                    .GroupBy(attribute => attribute.Key)
                    .Where(values => values.Select(attribute => attribute.Value).Distinct().Count() == 1)
                    .Select(values => values.First())
            );
    }

    // The one that says most about merging first.
    private static string? Differing(DeviceQueue one, DeviceQueue other) =>
        one
            .Keys.Where(name => other.TryGetValue(name, out string? value) && value != one[name])
            .OrderByDescending(name => name == "nomerges")
            .FirstOrDefault();

    // How many folders from the top on two files have in common.
    private static int Shared(string one, string other)
    {
        string[] folders = Folders(one);
        return folders.Zip(Folders(other)).TakeWhile(pair => pair.First == pair.Second).Count();
    }

    private static string[] Folders(string name) => name.Split('/')[..^1];
}
