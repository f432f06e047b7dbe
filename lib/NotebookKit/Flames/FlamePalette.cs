using System.Globalization;
using System.Text;
using NotebookKit.Files;

namespace NotebookKit.Flames;

/// <summary>Colours of frames.</summary>
internal static class FlamePalette
{
    private static readonly (string Label, int Hue, int Saturation, int Light)[] Layers =
    [
        ("block layer and drivers", 204, 68, 67),
        ("file system and page cache", 150, 45, 68),
        ("other kernel", 24, 82, 70),
        ("programs and libraries", 48, 82, 70),
        ("process", 220, 8, 80),
        ("not known", 0, 0, 86),
    ];

    // Name starts of block layer, device mapper and drivers: block/, drivers/md/, drivers/nvme/ and drivers/scsi/ of the kernel.
    private static readonly string[] Block =
    [
        "blk_",
        "__blk_",
        "bio_",
        "__bio_",
        "submit_bio",
        "__submit_bio",
        "generic_make_request",
        "nvme_",
        "dm_",
        "__dm_",
        "snapshot_",
        "linear_map",
        "elv_",
        "__elv_",
        "dd_",
        "mq_",
        "__mq_",
        "rq_qos",
        "wbt_",
        "__wbt_",
        "scsi_",
        "virtblk_",
        "sd_",
        "__split_and_process",
        "alloc_io",
        "clone_endio",
        "md_",
        "raid",
        "blkdev_",
        "loop_",
        "lo_",
        "kblockd",
        "bdev_",
        "__bdev",
        "flush_plug",
        "start_io_acct",
        "end_io_acct",
        "part_",
        "sbitmap_",
        "__sbitmap",
        "diskstats",
        "virtqueue_",
        "get_request",
        "__get_request",
    ];

    private static readonly string[] Files =
    [
        "ext4_",
        "__ext4_",
        "xfs_",
        "btrfs_",
        "jbd2_",
        "filemap_",
        "__filemap_",
        "page_cache",
        "__page_cache",
        "__do_page_cache",
        "do_page_cache",
        "mpage_",
        "readahead",
        "force_page_cache",
        "ondemand_",
        "generic_file",
        "vfs_",
        "ksys_",
        "__x64_sys_read",
        "__x64_sys_write",
        "sys_read",
        "SyS_read",
        "new_sync",
        "__vfs",
        "folio_",
        "__folio_",
        "read_pages",
        "iomap_",
        "copy_page_to_iter",
        "_copy_to_iter",
        "workingset_",
        "lru_",
        "__lru",
        "add_to_page_cache",
        "block_",
        "__block_",
        "truncate_",
        "do_writepages",
        "writeback_",
        "__writeback",
        "wb_",
    ];

    /// <summary>Labels and colours, for the key of a picture.</summary>
    public static IEnumerable<(string Label, string Color)> Key(IEnumerable<int> layers) =>
        layers
            .Distinct()
            .Order()
            .Select(layer => (Layers[layer].Label, Hsl(Layers[layer].Hue, Layers[layer].Saturation, Layers[layer].Light)));

    /// <summary>The layer a frame belongs to, a place in the key.</summary>
    public static int Layer(string name, FrameKind kind) =>
        kind switch
        {
            FrameKind.Process => 4,
            FrameKind.User => 3,
            _ when Starts(Block, name) => 0,
            _ when Starts(Files, name) => 1,
            FrameKind.Kernel => 2,
            _ => name is "[unknown]" ? 5
            : kind == FrameKind.Unknown && name.StartsWith('[') ? 3
            : 2,
        };

    /// <summary>The label of the layer that a frame belongs to.</summary>
    public static string LayerName(string name, FrameKind kind) => Layers[Layer(name, kind)].Label;

    /// <summary>The colour of a frame by its layer; the name shifts the shade a little, so that neighbours differ.</summary>
    public static string ByLayer(string name, FrameKind kind)
    {
        (_, int hue, int saturation, int light) = Layers[Layer(name, kind)];
        uint hash = Hash(name);
        return Hsl(hue + (int)(hash % 13) - 6, saturation, light + (int)(hash / 13 % 13) - 6);
    }

    /// <summary>A warm colour made of the name alone.</summary>
    public static string ByName(string name)
    {
        uint hash = Hash(name);
        return Hsl((int)(hash % 55), 70 + (int)(hash / 55 % 20), 62 + (int)(hash / 1100 % 14));
    }

    /// <summary>White for no change, red for more, blue for less.</summary>
    /// <param name="change">The change, from -1 to 1 of the largest change in the picture.</param>
    public static string ByChange(double change)
    {
        if (change == 0)
        {
            return Hsl(0, 0, 95);
        }

        // The square root lets small changes be seen beside a large one.
        double strength = Math.Sqrt(Math.Min(1, Math.Abs(change)));
        return Hsl(change > 0 ? 8 : 212, 80, 96 - (int)Math.Round(strength * 38));
    }

    private static bool Starts(string[] starts, string name) =>
        Array.Exists(starts, start => name.StartsWith(start, StringComparison.Ordinal));

    private static string Hsl(int hue, int saturation, int light) =>
        string.Create(CultureInfo.InvariantCulture, $"hsl({(hue + 360) % 360},{saturation}%,{light}%)");

    // Marks such as _[k] do not change a function's colour.
    private static uint Hash(string name)
    {
        int end = name.Length > 4 && name.EndsWith(']') && name[^4] == '_' ? name.Length - 4 : name.Length;
        uint hash = Fnv1a.Hash32(Encoding.UTF8.GetBytes(name[..end]));
        return hash ^ (hash >> 15);
    }
}
