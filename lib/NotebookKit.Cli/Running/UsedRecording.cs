using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>A recording that a run opened, as the executed notebook keeps it: what a page
/// says of the host, and what a check goes by.</summary>
/// <param name="Folder">Where it lay, from the record's folder.</param>
/// <param name="Name">Its name.</param>
/// <param name="Seal">SHA-256 of its <c>recording.json</c>, which holds those of its files; null where it is not sealed.</param>
internal sealed record UsedRecording(string Folder, string Name, string? Seal)
{
    /// <summary>The parameter that names it, such as <c>defect</c>; null for one that a cell found by itself.</summary>
    public string? Parameter { get; init; }

    /// <summary>The name of the case that holds it, where the parameter names the case;
    /// null for a recording that is named itself.</summary>
    public string? Case { get; init; }

    /// <summary>The host's name, as <c>uname</c> told it.</summary>
    public string? Host { get; init; }

    /// <summary>The kernel's release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The drive: its model, name and size.</summary>
    public string? Drive { get; init; }

    /// <summary>When it was captured.</summary>
    public string? Captured { get; init; }

    /// <summary>Where it comes from.</summary>
    public string? Origin { get; init; }

    /// <summary>Describes a recording; null where it cannot be opened any more.</summary>
    public static UsedRecording? Of(string folder, string from, (string? Parameter, string? Case) named)
    {
        try
        {
            Recording recording = Recording.OpenToVerify(folder);
            DriveFingerprint? drive = recording.Host.Drive;
            string[] words = (recording.Host.Uname ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new UsedRecording(Path.GetRelativePath(from, recording.Folder), recording.Name, recording.Seal)
            {
                Parameter = named.Parameter,
                Case = named.Case,
                Host = words.Length > 2 ? words[1] : null,
                Kernel = recording.Host.Kernel,
                Drive = drive is null
                    ? null
                    : string.Join(
                        ' ',
                        new[] { drive.Model, drive.SizeText, drive.Model is null ? drive.Name : $"({drive.Name})" }.Where(part =>
                            !string.IsNullOrEmpty(part)
                        )
                    ),
                Captured = recording.Recorded,
                Origin = recording.Origin,
            };
        }
        catch (Exception error) when (error is RecordingException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads it back; null for what is no recording.</summary>
    public static UsedRecording? Of(JsonNode? json) =>
        json is JsonObject one && Text(one, "folder") is { } folder && Text(one, "name") is { } name
            ? new UsedRecording(folder, name, Text(one, "seal"))
            {
                Parameter = Text(one, "parameter"),
                Case = Text(one, "case"),
                Host = Text(one, "host"),
                Kernel = Text(one, "kernel"),
                Drive = Text(one, "drive"),
                Captured = Text(one, "captured"),
                Origin = Text(one, "origin"),
            }
            : null;

    public JsonNode ToJson()
    {
        var json = new JsonObject { ["folder"] = Folder, ["name"] = Name };
        foreach (
            (string name, string? value) in new[]
            {
                ("seal", Seal),
                ("parameter", Parameter),
                ("case", Case),
                ("host", Host),
                ("kernel", Kernel),
                ("drive", Drive),
                ("captured", Captured),
                ("origin", Origin),
            }
        )
        {
            if (!string.IsNullOrEmpty(value))
            {
                json[name] = value;
            }
        }

        return json;
    }

    private static string? Text(JsonObject from, string name) => JupyterJson.Text(from[name]);
}
