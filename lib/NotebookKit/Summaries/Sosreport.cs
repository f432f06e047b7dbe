using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Summaries;

/// <summary>What sos says of its own report: which file is which command, and what it cut.</summary>
/// <remarks>Source: sos 4, <c>sos_reports/manifest.json</c>
/// (components.report.plugins.NAME.commands), written by sos/report/plugins/__init__.py.</remarks>
internal static class Sosreport
{
    private const string Commands = "sos_commands";
    private static readonly string Manifest = Path.Combine("sos_reports", "manifest.json");
    private static readonly string[] OfStorage = ["block", "devicemapper", "lvm2", "md", "multipath", "nvme", "sar", "ata", "filesys"];
    private const long MostBytes = 64L << 20;

    /// <summary>Notes what sos tells of a folder, where it is the top of a report.</summary>
    public static void Note(string path, PileFolder folder, UnpackedPile unpacked)
    {
        if (!Directory.Exists(Path.Combine(path, Commands)))
        {
            return;
        }

        folder.IsOneHost = true;
        foreach (
            string place in new[] { Path.Combine(Commands, "host", "hostname"), Path.Combine("etc", "hostname") }.Select(place =>
                Path.Combine(path, place)
            )
        )
        {
            if (
                File.Exists(place)
                && new FileInfo(place) is { LinkTarget: null, Length: > 0 and < 300 }
                && File.ReadAllText(place).Trim() is { Length: > 0 } name
                && !name.Contains(' ', StringComparison.Ordinal)
            )
            {
                folder.Host = folder.Host.Or(new HostFacts(name, null, null));
                Mark(folder, place, "the host's name");
            }
        }

        string manifest = Path.Combine(path, Manifest);
        if (!File.Exists(manifest) || new FileInfo(manifest) is not { LinkTarget: null, Length: < MostBytes })
        {
            return;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            Read(json.RootElement, folder, unpacked);
            Mark(folder, manifest, "what sos says of its own report");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            unpacked.Note($"{Manifest}: not used: {JsonFault.Of(fault)}");
        }
    }

    private static void Read(JsonElement root, PileFolder folder, UnpackedPile unpacked)
    {
        var argv = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (JsonProperty plugin in root.GetProperty("components").GetProperty("report").GetProperty("plugins").EnumerateObject())
        {
            foreach (
                JsonElement command in plugin.Value.TryGetProperty("commands", out JsonElement commands)
                    ? commands.EnumerateArray()
                    : default
            )
            {
                string exec = Text(command, "exec") ?? "";
                string? file = Text(command, "filepath");
                if (file is not null)
                {
                    argv[file] = exec.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                }

                if (command.TryGetProperty("truncated", out JsonElement cut) && cut.ValueKind == JsonValueKind.True)
                {
                    unpacked.Note($"{file ?? exec}: sos cut the output of `{exec}` and kept its end (sos_strings)");
                }
                else if (
                    OfStorage.Contains(plugin.Name)
                    && command.TryGetProperty("return_code", out JsonElement code)
                    && code.TryGetInt32(out int status)
                    && status != 0
                )
                {
                    unpacked.Note($"{file ?? exec}: `{exec}` ended with {status} when sos ran it");
                }
            }
        }

        foreach (PileFolder below in folder.All)
        {
            for (int i = 0; i < below.Files.Count; i++)
            {
                PileFile file = below.Files[i].File;
                string name = folder.Name.Length > 0 ? file.Name[(folder.Name.Length + 1)..] : file.Name;
                if (argv.TryGetValue(name, out string[]? command))
                {
                    below.Files[i] = (file with { Argv = command }, below.Files[i].Host);
                }
            }
        }
    }

    private static void Mark(PileFolder folder, string path, string used)
    {
        foreach (PileFolder below in folder.All)
        {
            int at = below.Files.FindIndex(file => file.File.Path == path);
            if (at >= 0)
            {
                below.Files[at] = (below.Files[at].File with { Used = used }, below.Files[at].Host);
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
