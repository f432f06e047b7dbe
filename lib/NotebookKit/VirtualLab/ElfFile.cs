// Spec: System V ABI, chapter 5 (program header, dynamic section); elf(5). 64 bits, little-endian: all that amd64 has.
using System.Buffers.Binary;
using System.Text;

namespace NotebookKit.VirtualLab;

/// <summary>What a program or library of Linux needs to be loaded: its loader, and other libraries by name.</summary>
/// <param name="Needed">The loader's path, and names of libraries.</param>
/// <param name="Paths">Folders that it looks in first (RUNPATH, RPATH).</param>
internal sealed record ElfFile(IReadOnlyList<string> Needed, IReadOnlyList<string> Paths)
{
    private const int HeaderSize = 64,
        ProgramHeaderSize = 56,
        Load = 1,
        Dynamic = 2,
        Interpreter = 3;
    private const long End = 0,
        NeededTag = 1,
        Strings = 5,
        Rpath = 15,
        Runpath = 29;

    /// <summary>Reads a file; null where it is none.</summary>
    /// <exception cref="InvalidDataException">It is one, and damaged.</exception>
    public static ElfFile? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderSize || !file.StartsWith("\x7f"u8) || !file[1..].StartsWith("ELF\x02\x01"u8))
        {
            return null;
        }

        try
        {
            return Parse(file);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("a place in an ELF file lies outside of it", fault);
        }
    }

    private static ElfFile Parse(ReadOnlySpan<byte> file)
    {
        var needed = new List<string>();
        var paths = new List<string>();
        var loads = new List<(long Address, long Offset, long Size)>();
        ReadOnlySpan<byte> dynamic = [];
        long table = Long(file, 32);
        for (int i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(file[56..]); i++)
        {
            ReadOnlySpan<byte> header = file.Slice((int)(table + (i * ProgramHeaderSize)), ProgramHeaderSize);
            long offset = Long(header, 8),
                size = Long(header, 32);
            switch (BinaryPrimitives.ReadInt32LittleEndian(header))
            {
                case Load:
                    loads.Add((Long(header, 16), offset, size));
                    break;
                case Dynamic:
                    dynamic = file.Slice((int)offset, (int)size);
                    break;
                case Interpreter:
                    needed.Add(Text(file, offset));
                    break;
            }
        }

        long strings = 0;
        for (int at = 0; at + 16 <= dynamic.Length && Long(dynamic, at) != End; at += 16)
        {
            if (Long(dynamic, at) == Strings)
            {
                long address = Long(dynamic, at + 8);
                (long Address, long Offset, long Size) load = loads.Find(one => address >= one.Address && address < one.Address + one.Size);
                strings = address - load.Address + load.Offset;
            }
        }

        for (int at = 0; at + 16 <= dynamic.Length && Long(dynamic, at) != End; at += 16)
        {
            long tag = Long(dynamic, at);
            if (tag == NeededTag)
            {
                needed.Add(Text(file, strings + Long(dynamic, at + 8)));
            }
            else if (tag is Rpath or Runpath)
            {
                paths.AddRange(Text(file, strings + Long(dynamic, at + 8)).Split(':', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new ElfFile(needed, paths);
    }

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static string Text(ReadOnlySpan<byte> file, long at)
    {
        ReadOnlySpan<byte> rest = file[(int)at..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
