namespace NotebookKit.Hosts;

/// <summary>Where a device is now.</summary>
/// <param name="Name">The kernel's name of it now; null where it is not to be found.</param>
/// <param name="Now">What has its old name, or why it is not to be found.</param>
internal sealed record DeviceLookup(string? Name, string Now)
{
    /// <summary>Looks for a device: under its old name, and else among all.</summary>
    /// <param name="wanted">The device.</param>
    /// <param name="sameBoot">False where the host was rebooted since it was looked at.</param>
    public static DeviceLookup Find(DeviceIdentity wanted, bool sameBoot)
    {
        DeviceIdentity? namesake = DeviceIdentity.Of(wanted.Name);
        string? difference = namesake is null ? "it is not there" : wanted.Difference(namesake, sameBoot);
        if (difference is null)
        {
            return new DeviceLookup(wanted.Name, namesake!.Text);
        }

        string[] found =
        [
            .. BlockGraph
                .Entries("/sys/class/block")
                .Where(name => name != wanted.Name && HostText.Line($"/sys/class/block/{name}/hidden") != "1")
                .Where(name => DeviceIdentity.Of(name) is { } other && wanted.Difference(other, sameBoot) is null),
        ];
        string old = namesake is null
            ? $"there is no {wanted.Name}"
            : $"{wanted.Name} is another device now ({namesake.Text}): {difference}";
        return found switch
        {
            [] => new DeviceLookup(null, $"{old}. What was changed is {wanted.Text}, and it is not here"),
            [var one] => new DeviceLookup(one, $"it is {one} now"),
            _ => new DeviceLookup(null, $"{old}. What was changed, {wanted.Text}, is here more than once: {string.Join(", ", found)}"),
        };
    }
}
