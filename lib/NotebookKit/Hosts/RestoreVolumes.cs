using System.Text.Json;

namespace NotebookKit.Hosts;

/// <summary>Removes the logical volumes and volume groups that a plan made: those that carry its tag and lie on its drive.</summary>
internal static class RestoreVolumes
{
    /// <summary>Removes a logical volume.</summary>
    public static UndoOutcome Remove(VolumeEntry entry, bool sameBoot, bool dryRun)
    {
        IReadOnlyList<string> remove = ["lvremove", "--force", "--yes", "@" + entry.Tag];
        List<Dictionary<string, string>> volumes = Report("lvs", "lv", "vg_name,vg_uuid,lv_name,lv_tags,origin");
        Dictionary<string, string>[] ours = [.. volumes.Where(volume => Carries(volume["lv_tags"], entry.Tag))];
        if (ours is not [var one])
        {
            return ours.Length == 0
                ? UndoOutcome.Plain
                : UndoOutcome.Left($"{ours.Length} volumes carry that tag: a group was copied", "remove the right one with lvremove");
        }

        if (entry.Drive is { } drive && Elsewhere(one["vg_uuid"], drive, sameBoot) is { } fault)
        {
            return UndoOutcome.Left(fault, $"`{CommandStep.Show(remove)}`, if it is the right one");
        }

        if (dryRun)
        {
            return UndoOutcome.Would;
        }

        string[] snapshots =
        [
            .. volumes
                .Where(other => other["vg_uuid"] == one["vg_uuid"] && other["origin"] == one["lv_name"])
                .Select(other => other["lv_name"]),
        ];
        if (snapshots.Length > 0)
        {
            return UndoOutcome.Left(
                $"{one["vg_name"]}/{one["lv_name"]} has snapshots that others took, and they would go with it: {string.Join(", ", snapshots)}",
                $"`{CommandStep.Show(remove)}`, if they are to go too"
            );
        }

        UndoProgram.Run(remove);
        return UndoOutcome.Plain;
    }

    /// <summary>Removes a volume group, where nothing is left in it.</summary>
    public static UndoOutcome Remove(GroupEntry entry, bool sameBoot, bool dryRun)
    {
        // It asks where volumes are in the group, and gets no for an answer.
        IReadOnlyList<string> remove = ["vgremove", "@" + entry.Tag];
        Dictionary<string, string>[] ours =
        [
            .. Report("vgs", "vg", "vg_name,vg_uuid,vg_tags,lv_count").Where(group => Carries(group["vg_tags"], entry.Tag)),
        ];
        if (ours is not [var one])
        {
            return ours.Length == 0
                ? UndoOutcome.Plain
                : UndoOutcome.Left($"{ours.Length} groups carry that tag: one was copied", "remove the right one with vgremove");
        }

        if (Elsewhere(one["vg_uuid"], entry.Drive, sameBoot) is { } fault)
        {
            return UndoOutcome.Left(fault, $"`{CommandStep.Show(remove)}`, if it is the right one");
        }

        if (dryRun)
        {
            return UndoOutcome.Would;
        }

        if (one["lv_count"] != "0")
        {
            return UndoOutcome.Left(
                $"{one["vg_name"]} still holds {one["lv_count"]} logical volumes",
                $"look at them (`lvs {one["vg_name"]}`), remove those that are to go, then run `{CommandStep.Show(remove)}`"
            );
        }

        UndoProgram.Run(remove);
        return UndoOutcome.Plain;
    }

    // A copy of the drive holds the same group, with the same tags.
    private static string? Elsewhere(string groupUuid, DeviceIdentity drive, bool sameBoot)
    {
        foreach (
            string path in Report("pvs", "pv", "pv_name,vg_uuid")
                .Where(volume => volume["vg_uuid"] == groupUuid)
                .Select(volume => volume["pv_name"])
        )
        {
            string? name = FileNumbers.Of(path)?.BlockDevice is { } number ? BlockName.OfNumber(number) : null;
            DeviceIdentity? now = name is null ? null : DeviceIdentity.Of(name);
            if (now is null || drive.Difference(now, sameBoot) is not null)
            {
                return $"the group lies on {now?.Text ?? path}, and what was made lay on {drive.Text} alone";
            }
        }

        return null;
    }

    private static bool Carries(string tags, string tag) => tags.Split(',').Contains(tag);

    private static List<Dictionary<string, string>> Report(string command, string kind, string fields)
    {
        using JsonDocument json = JsonDocument.Parse(UndoProgram.Run([command, "--reportformat", "json", "-o", fields]));
        return
        [
            .. json
                .RootElement.GetProperty("report")
                .EnumerateArray()
                .SelectMany(report => report.GetProperty(kind).EnumerateArray())
                .Select(row =>
                    row.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString(), StringComparer.Ordinal)
                ),
        ];
    }
}
