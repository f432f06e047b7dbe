namespace NotebookKit.Hosts;

/// <summary>Undoes what was changed on block devices, and on those alone that were changed.</summary>
internal static class RestoreDevices
{
    /// <summary>Wipes a signature.</summary>
    /// <param name="entry">The signature.</param>
    /// <param name="sameBoot">False where the host was rebooted since.</param>
    /// <param name="dryRun">True to look, and do nothing.</param>
    public static UndoOutcome Wipe(SignatureEntry entry, bool sameBoot, bool dryRun)
    {
        string byHand =
            $"where that drive is, look at it (`wipefs DEVICE`) and, if its {entry.Type} has the UUID {entry.Uuid}, run `{CommandStep.Show([.. entry.Command("X").SkipLast(1), "DEVICE"])}`";
        DeviceLookup drive = DeviceLookup.Find(entry.Device, sameBoot);
        if (drive.Name is not { } name)
        {
            return UndoOutcome.Left(drive.Now, byHand);
        }

        // From here on the name stays with the device; what it was before that counts for nothing.
        using DeviceHold? hold = DeviceHold.TryTake(name, exclusive: false, out _);
        if (entry.Device.Difference(DeviceIdentity.Of(name) ?? new DeviceIdentity(name, 0), sameBoot) is { } difference)
        {
            return UndoOutcome.Left($"{name} became another device just now: {difference}", byHand);
        }

        IReadOnlyList<DriveSignature> signatures = DriveSignature.Parse(UndoProgram.Run(DriveSignature.Look("/dev/" + name)));
        string all = string.Join(", ", signatures);
        if (!signatures.Any(one => one.Type == entry.Type && one.Uuid == entry.Uuid))
        {
            return signatures.Count == 0
                ? UndoOutcome.Plain
                : UndoOutcome.Done($"/dev/{name} carries {all} by now: what was put there is gone, and what is there is left alone");
        }

        if (signatures.Any(one => one.Uuid != entry.Uuid))
        {
            return UndoOutcome.Left(
                $"/dev/{name} carries {all}, of which only {entry.Uuid} was put there",
                $"look at it, and wipe what is to go (`{CommandStep.Show(entry.Command(name))}`)"
            );
        }

        if (dryRun)
        {
            return UndoOutcome.Would; // what uses it may end by then: the run's own mount does
        }

        if (DeviceUse.Read().Of(name) is { Count: > 0 } uses)
        {
            return UndoOutcome.Failed($"/dev/{name} is in use: {string.Join("; ", uses)}");
        }

        UndoProgram.Run(entry.Command(name));
        return name == entry.Device.Name ? UndoOutcome.Plain : UndoOutcome.Done($"done, on /dev/{name}, which that drive is now");
    }

    /// <summary>Unmounts a file system.</summary>
    public static UndoOutcome Unmount(UnmountEntry entry, bool dryRun)
    {
        if (MountTable.At(entry.Path) is not { } mount)
        {
            return UndoOutcome.Plain;
        }

        DeviceIdentity? now = mount.BlockDevice is { } name ? DeviceIdentity.Of(name) : null;
        string? difference =
            now is null ? $"{mount.Type} of {mount.Source}"
            : entry.Device.Difference(now, sameBoot: true) is { } other ? $"{now.Text} ({other})"
            : null;
        if (difference is not null)
        {
            return UndoOutcome.Left(
                $"what is mounted at {entry.Path} now is {difference}, not {entry.Device.Text}",
                $"`umount {entry.Path}`, if that is to go"
            );
        }

        return Unmount(entry.Path, dryRun);
    }

    /// <summary>Unmounts tracefs.</summary>
    public static UndoOutcome Unmount(MountEntry entry, bool dryRun)
    {
        if (entry.Path != TracefsAccess.MountPoint)
        {
            return UndoOutcome.Left("it is no mount of NotebookKit", $"`umount {entry.Path}`, if that is to go");
        }

        if (MountTable.At(entry.Path) is not { } mount)
        {
            return UndoOutcome.Plain;
        }

        if (mount.Type != "tracefs" || (entry.Source is not null && mount.Source != entry.Source))
        {
            return UndoOutcome.Done($"somebody else's {mount.Type} ({mount.Source}) is mounted there by now: left alone");
        }

        return Unmount(entry.Path, dryRun);
    }

    /// <summary>Tells of a step that was noted by names alone.</summary>
    public static UndoOutcome Tell(CommandEntry entry) =>
        entry.Argv is ["umount", .., var place] && MountTable.At(place) is null
            ? UndoOutcome.Plain
            : UndoOutcome.Left(
                "an earlier version noted it by name, and a name may be another device's by now",
                $"look at the device, and run `{CommandStep.Show(entry.Argv)}` if it is the one"
            );

    private static UndoOutcome Unmount(string place, bool dryRun)
    {
        if (dryRun)
        {
            return UndoOutcome.Would;
        }

        UndoProgram.Run(["umount", place]);
        return UndoOutcome.Plain;
    }
}
