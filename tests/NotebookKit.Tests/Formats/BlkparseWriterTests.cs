using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>What is written of a binary trace reads as the same events.</summary>
public sealed class BlkparseWriterTests
{
    [Theory]
    [InlineData("standard-maxsectors4", "blktrace")]
    [InlineData("snapshot-nomerges2", "blktrace-dm")]
    [InlineData("io-errors", "blktrace")]
    [InlineData("fdatasync-log", "blktrace")]
    [InlineData("dm-flakey", "blktrace-dm")]
    public void Events_written_and_read_are_the_same(string recording, string trace)
    {
        BlockEvents from = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, recording, trace)).Events;
        string folder = Directory.CreateTempSubdirectory("notebookkit-text-").FullName;
        string file = Path.Combine(folder, "btrace.txt");
        try
        {
            using (var text = new StreamWriter(file))
            {
                Assert.Equal(0, BlkparseWriter.Write(from, text));
            }

            BlockEvents read = BlockTrace.Open(file).Events;
            Assert.Equal(Told(from), Told(read));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Told(BlockEvents events) =>
        Enumerable
            .Range(0, events.Count)
            .Select(row =>
            {
                events.TryGetDetail(row, out long detail, out ushort from);
                return FormattableString.Invariant(
                    $"{events.TimeNs[row]} {events.Devices[events.Device[row]]} {events.Cpu[row]} {events.Pid[row]} {events.Action[row]} {events.Rwbs[row]} {events.Sector[row]} {(events.Action[row] == BlockAction.Split ? "" : events.Sectors[row])} {(events.Action[row] == BlockAction.Split ? unchecked((uint)detail) : detail)} {(events.Action[row] == BlockAction.Remap ? events.Devices[from] : "")}"
                );
            });
}
