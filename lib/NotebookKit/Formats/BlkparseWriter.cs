using System.Globalization;
using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>Writes events as blkparse prints them by default, so that whatever tool traced them one text tells them.</summary>
/// <remarks>
/// Form: <see cref="BlkparseLine"/>. Each C has the sectors of its own request. blkparse 1.3 prints in its place those of the bio that was
/// split, from its start and as many as are complete by then, which no longer tells the pieces apart.
/// </remarks>
internal static class BlkparseWriter
{
    /// <summary>Writes all events that blkparse has a letter for.</summary>
    /// <param name="events">The events, of a trace that recorded errors: a completion
    /// without one is written as one without an error.</param>
    /// <param name="text">Where they go.</param>
    /// <returns>How many have no letter, and were left out.</returns>
    public static int Write(BlockEvents events, TextWriter text)
    {
        var sequence = new Dictionary<ushort, int>();
        int message = 0,
            left = 0;
        for (int row = 0; row < events.Count; row++)
        {
            BlockAction action = events.Action[row];
            string? said = action == BlockAction.Message && message < events.Messages.Count ? events.Messages[message++] : null;
            if (Added(events, row, said) is not { } added)
            {
                left++;
                continue;
            }

            ushort cpu = events.Cpu[row] == BlockEvents.NoCpu ? (ushort)0 : events.Cpu[row];
            int number = sequence[cpu] = sequence.GetValueOrDefault(cpu) + 1;
            string letters = action == BlockAction.UnplugTimer ? "UT" : ((char)(byte)action).ToString();
            text.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{events.Devices[events.Device[row]], -10} {cpu, 2} {number, 8} {events.TimeNs[row] / NsIn.WholeSecond, 5}.{events.TimeNs[row] % NsIn.WholeSecond:000000000} {events.Pid[row], 5} {letters, 2} {RwbsLetters.Format(events.Rwbs[row]), 3} {added}\n"
                )
            );
        }

        return left;
    }

    private static string? Added(BlockEvents events, int row, string? said)
    {
        bool told = events.TryGetDetail(row, out long detail, out ushort from);
        long sector = events.Sector[row];
        uint sectors = events.Sectors[row];
        string name = events.Names[events.Name[row]];
        return events.Action[row] switch
        {
            BlockAction.Message => said,
            BlockAction.Complete or BlockAction.Requeue when sectors == 0 && sector < 0 => Told($"[{unchecked((ushort)detail)}]"),
            BlockAction.Complete or BlockAction.Requeue when sectors == 0 => Told($"{sector} [{unchecked((ushort)detail)}]"),
            BlockAction.Complete or BlockAction.Requeue => Told($"{sector} + {sectors} [{unchecked((ushort)detail)}]"),
            BlockAction.Remap => told ? Told($"{sector} + {sectors} <- ({events.Devices[from]}) {detail}") : null,
            BlockAction.Split => Told($"{sector} / {unchecked((uint)detail)} [{name}]"),
            BlockAction.Plug => $"[{name}]",
            BlockAction.Unplug or BlockAction.UnplugTimer => Told($"[{name}] {detail}"),
            BlockAction.Issue
            or BlockAction.Insert
            or BlockAction.Queue
            or BlockAction.GetRequest
            or BlockAction.BackMerge
            or BlockAction.FrontMerge
            or BlockAction.Bounce
            or BlockAction.Sleep => sectors == 0 ? $"[{name}]" : Told($"{sector} + {sectors} [{name}]"),
            _ => null,
        };
    }

    private static string Told(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
