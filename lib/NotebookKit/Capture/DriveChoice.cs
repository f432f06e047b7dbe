using System.Globalization;
using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>What to say where a drive has to be named and was not: which there are, and the command.</summary>
internal static class DriveChoice
{
    private const int SectorsAGibibyte = 2 << 20;

    /// <summary>The drives of this host, and how one is named.</summary>
    public static string Text()
    {
        var text = new StringBuilder("mode=live needs a drive, and everything on it is destroyed. This host has:\n");
        foreach (string name in BlockName.All().Where(IsDrive).Order(StringComparer.Ordinal))
        {
            string folder = "/sys/block/" + name;
            double size = long.TryParse(HostText.Line(folder + "/size"), NumberStyles.None, CultureInfo.InvariantCulture, out long sectors)
                ? (double)sectors / SectorsAGibibyte
                : 0;
            string[] held = [.. DriveCheck.Held(name).Take(1)];
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {name}  {size:0.##} GiB  {HostText.Line(folder + "/device/model") ?? "no model told"}{(held.Length > 0 ? "  in use: " + held[0] : "")}\n"
            );
        }

        return text.Append("Name one twice: -p mode=live -p device=NAME -p overwrite=NAME -p record=FOLDER\n")
            .Append("`notebookkit capture NAME` records what a drive does as it is, and destroys nothing.")
            .ToString();
    }

    // A loop device without a file, and a drive without a medium, are places where a drive could be.
    private static bool IsDrive(string name) =>
        !name.StartsWith("dm-", StringComparison.Ordinal)
        && !name.StartsWith("md", StringComparison.Ordinal)
        && !name.StartsWith("ram", StringComparison.Ordinal)
        && !name.StartsWith("zram", StringComparison.Ordinal)
        && HostText.Line($"/sys/block/{name}/size") is not (null or "0");
}
