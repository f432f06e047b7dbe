using System.Buffers.Binary;
using System.Text;

namespace NotebookKit.Cli.Running;

/// <summary>Follows the files of a zip from its beginning, each by the length it says, where its list at the end leads nowhere.</summary>
internal static class PackWalk
{
    private const uint File = 0x04034B50; // PKWARE, APPNOTE.TXT 4.3.7: before each file
    private const uint Listed = 0x02014B50; // 4.3.12: before each entry of the list
    private const int HeadBytes = 30;

    /// <summary>Says up to where a zip can be followed.</summary>
    public static string End(Stream zip)
    {
        byte[] head = new byte[HeadBytes];
        string? last = null;
        for (long at = 0; ; )
        {
            zip.Position = Math.Min(at, zip.Length);
            int read = zip.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            uint mark = read < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(head);
            if (mark == Listed && last is not null)
            {
                return "its files can be followed up to that list";
            }

            int name = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(26));
            if (mark != File || read < HeadBytes || at + HeadBytes + name > zip.Length)
            {
                return last is null ? "no file begins at its beginning"
                    : at >= zip.Length ? $"{last} is cut off"
                    : $"behind {last}, as long as it is said to be, no other file begins";
            }

            byte[] text = new byte[name];
            zip.ReadExactly(text);
            last = Encoding.UTF8.GetString(text);
            at +=
                HeadBytes
                + name
                + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28))
                + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(18));
        }
    }
}
