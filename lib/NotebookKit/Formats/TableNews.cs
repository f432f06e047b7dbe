namespace NotebookKit.Formats;

/// <summary>What a parser's own tables of names and devices gained since it last told.</summary>
/// <remarks>The taker of the chunks runs on another thread and must not look into tables that grow meanwhile.</remarks>
internal sealed class TableNews(DeviceTable devices, NameTable names)
{
    private int _names = 1; // the empty name is in every table from the start
    private int _devices;
    private int _noted;

    /// <summary>Gives a chunk the names and devices that are new.</summary>
    public void HandOver(EventChunk chunk)
    {
        for (; _names < names.Count; _names++)
        {
            chunk.NewNames.Add(names.Bytes(_names));
        }

        for (; _devices < devices.Count; _devices++)
        {
            chunk.NewDevices.Add(devices[_devices]);
        }

        for (; _noted < names.Noted.Count; _noted++)
        {
            chunk.NewProcesses.Add(names.Noted[_noted]);
        }
    }
}
