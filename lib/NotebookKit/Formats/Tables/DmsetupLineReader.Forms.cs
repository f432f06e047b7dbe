namespace NotebookKit.Formats;

// The forms other than the table.
internal sealed partial class DmsetupLineReader
{
    // Lines of "dmsetup info": a device begins with its name.
    private bool Info(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string label = colon > 0 ? text[..colon] : "";
        string value = text[(colon + 1)..].Trim();
        if (label == "Name" && value.Length > 0 && text.Length > colon + 1 && text[colon + 1] == ' ' && TryTarget(value) is null)
        {
            _info = Device(value);
            Sure++;
            return true;
        }

        if (_info is null || !InfoLabels.Contains(label))
        {
            return false;
        }

        _info.State = label == "State" ? value : _info.State;
        _info.Number = label == "Major, minor" ? DeviceNumbers.TryParse(value, ',') : _info.Number;
        Sure++;
        return true;
    }

    // "dmsetup info -c": by its head.
    private bool Columns(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["Name", ..] && words.Contains("Maj") && words.Contains("Min"))
        {
            _infoHead = words;
            return true;
        }

        // The last column, UUID, may be empty; a name has no blank: dmsetup writes it as \x20.
        if (
            _infoHead is not { } head
            || words.Length < head.Length - 1
            || words.Length > head.Length
            || DeviceNumbers.TryParse($"{words[Array.IndexOf(head, "Maj")]}:{words[Array.IndexOf(head, "Min")]}", ':') is not { } number
        )
        {
            return false;
        }

        DmsetupDevice device = Device(words[0]);
        device.Number = number;
        int state = Array.IndexOf(head, "Stat");
        device.State =
            state < 0 || state >= words.Length ? null
            : words[state].Contains('s', StringComparison.Ordinal) ? "SUSPENDED"
            : "ACTIVE";
        Sure++;
        return true;
    }

    // "dm-0 secvol-seclv slaves: dm-1 ".
    private bool Listed(string text)
    {
        int slaves = text.IndexOf(" slaves:", StringComparison.Ordinal);
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        if (slaves < 0 || blank >= slaves || !text.StartsWith("dm-", StringComparison.Ordinal) || !Whole(text[3..blank], out _))
        {
            return false;
        }

        DmsetupDevice device = Device(text[(blank + 1)..slaves]);
        device.KernelName = text[..blank];
        foreach (string below in text[(slaves + 8)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            device.AddBelow(below);
        }

        Sure++;
        return true;
    }

    // "dmsetup ls" and "dmsetup ls --tree": what stands further right is what the device above it is made of.
    private bool Tree(string text)
    {
        text = text.TrimEnd();
        int open = text.LastIndexOf('(');
        if (
            open < 0
            || text[^1] != ')'
            || (DeviceNumbers.TryParse(text[(open + 1)..^1], ':') ?? DeviceNumbers.TryParse(text[(open + 1)..^1], ',')) is not { } number
        )
        {
            return false;
        }

        int start = 0;
        while (start < open && text[start] is ' ' or '|' or '`' or '├' or '└' or '─' or '│')
        {
            start++;
        }

        start += start > 0 && start < open && text[start] == '-' ? 1 : 0;
        string name = text[start..open].Trim(' ', '\t');
        DmsetupDevice? device = name.Length > 0 ? Device(name) : null;
        if (device is not null)
        {
            device.Number = number;
        }
        else if (start == 0)
        {
            return false;
        }

        while (_path.Count > 0 && _path[^1].Depth >= start)
        {
            _path.RemoveAt(_path.Count - 1);
        }

        if (_path.Count > 0)
        {
            _path[^1].Device?.AddBelow(number);
        }

        _path.Add((start, device));
        Sure++;
        return true;
    }
}
