using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>lsblk as people print it, and its pairs.</summary>
public class LsblkTextTests
{
    [Fact]
    public void The_tree_tells_the_same_devices_as_the_json_of_the_same_host()
    {
        LsblkCapture text = (LsblkCapture)TableReader.Read(RepositoryFolder.File("snapshot-nomerges2", "lsblk.txt"));
        LsblkCapture json = LsblkJson.Read(RepositoryFolder.File("snapshot-nomerges2", "lsblk.json"));

        Assert.Equal(Known(json), Known(text));
        Assert.Equal(["/tmp/mount.backup_BII"], text.Find("secvol-tmp_backup1")!.Mountpoints);
        Assert.Equal(0, text.Account.SkippedCount);

        static IEnumerable<string> Known(LsblkCapture lsblk) =>
            lsblk
                .Devices.Select(device =>
                    $"{device.Name} {device.Number} {device.Type} {device.SizeText} on {string.Join(' ', device.Parents.Select(parent => parent.Name).Order(StringComparer.Ordinal))}"
                )
                .Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(
        "NAME=\"dm-0\" KNAME=\"dm-0\" MAJ:MIN=\"254:0\" PKNAME=\"sda\" TYPE=\"lvm\"\nNAME=\"sda\" KNAME=\"sda\" MAJ:MIN=\"8:0\" PKNAME=\"\" TYPE=\"disk\"\n"
    )]
    [InlineData(
        "NAME=\"dm-0\" KNAME=\"dm-0\" MAJ_MIN=\"254:0\" PKNAME=\"sda\" TYPE=\"lvm\"\nNAME=\"sda\" KNAME=\"sda\" MAJ_MIN=\"8:0\" PKNAME=\"\" TYPE=\"disk\"\n"
    )]
    [InlineData("NAME  KNAME MAJ:MIN FSTYPE RO\nsda   sda     8:0         0\n└─dm-0 dm-0  254:0 ext4    0\n")]
    public void Pairs_and_other_columns_are_read(string text)
    {
        LsblkCapture lsblk = LsblkText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "lsblk");

        Assert.Equal("sda", Assert.Single(lsblk.Find("dm-0")!.Parents).Name);
        Assert.Equal(new BlockDevice(8, 0), lsblk.Find("sda")!.Number);
    }

    [Theory]
    [InlineData("NAME      TYPE      SIZE USED PRIO\n/dev/sda2 partition   2G   0B   -2\n")]
    [InlineData("NAME   READY   STATUS\npod-1  1/1     Running\n")]
    public void Other_tables_with_a_column_of_that_name_are_none(string text) =>
        Assert.Null(TableReader.TryDetect(Encoding.UTF8.GetBytes(text)));
}
