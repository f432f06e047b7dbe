// 	ffffffff812cc2ac unmap_vmas+0xbc ([kernel.kallsyms])
// 	           2175d [unknown] (/lib64/ld-linux-x86-64.so.2)
// address function+offset (module)
// Spec: the pattern \s*(\w+)\s*(.+) \((.*)\) of stackcollapse-perf.pl: the module stands in the last parentheses, and "a->b" is a function
// b that was inlined into a. Seen with perf 4.4 to 6.18.
using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Flames;

/// <summary>Reads a line of a stack into the names that are folded.</summary>
internal sealed class FrameLine(FrameNames names, FoldOptions options)
{
    private readonly List<byte> _name = [];

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="java">True under a process whose name starts with java: signatures lose their leading L.</param>
    /// <param name="ids">Gets the names, the outermost first; none for a line that is left out on purpose.</param>
    /// <returns>False where it is no line of a stack.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, bool java, List<int> ids)
    {
        int word = 0;
        while (word < line.Length && SampleHeader.IsSpace(line[word]))
        {
            word++;
        }

        int wordEnd = word;
        while (wordEnd < line.Length && IsWord(line[wordEnd]))
        {
            wordEnd++;
        }

        int start = wordEnd;
        while (start < line.Length && SampleHeader.IsSpace(line[start]))
        {
            start++;
        }

        int close = line.LastIndexOf((byte)')');
        int open = close < 2 ? -1 : line[..close].LastIndexOf(" ("u8);

        // A line without a function: the pattern then takes the end of the address for one.
        start = Math.Min(start, open - 1);
        if (wordEnd == word || open < 0 || start <= word)
        {
            return false;
        }

        ReadOnlySpan<byte> address = line[word..Math.Min(wordEnd, start)];
        ReadOnlySpan<byte> function = line[start..open];
        ReadOnlySpan<byte> module = line[(open + 2)..close];
        if (!TryInline(address, function, module, ids) && WithoutOffset(function) is var bare && bare is not [(byte)'(', ..])
        {
            Split(address, bare, module, java, ids);
        }

        return true;
    }

    private bool TryInline(ReadOnlySpan<byte> address, ReadOnlySpan<byte> function, ReadOnlySpan<byte> module, List<int> ids)
    {
        if (options.Inline is null || !HasSource(module))
        {
            return false;
        }

        foreach (
            string inlined in options.Inline(
                Encoding.UTF8.GetString(address),
                Encoding.UTF8.GetString(function),
                Encoding.UTF8.GetString(module)
            )
        )
        {
            ids.Add(names.Id(Encoding.UTF8.GetBytes(inlined), FrameKind.User));
        }

        return ids.Count > 0;
    }

    // addr2line knows nothing of the kernel, of maps written by just-in-time compilers and of names in brackets.
    private static bool HasSource(ReadOnlySpan<byte> module)
    {
        int bracket = module.IndexOf((byte)'[');
        return module.IndexOf("kernel."u8) < 0
            && !IsPerfMap(module, anyEnd: true)
            && !(bracket >= 0 && module[(bracket + 1)..].IndexOf((byte)']') > 0);
    }

    private void Split(ReadOnlySpan<byte> address, ReadOnlySpan<byte> functions, ReadOnlySpan<byte> module, bool java, List<int> ids)
    {
        // As Perl splits: empty parts at the end do not count.
        while (functions.EndsWith("->"u8))
        {
            functions = functions[..^2];
        }

        bool more = functions.Length > 0;
        while (more)
        {
            int arrow = functions.IndexOf("->"u8);
            more = arrow >= 0;
            ReadOnlySpan<byte> function = more ? functions[..arrow] : functions;
            functions = more ? functions[(arrow + 2)..] : default;
            FrameKind kind = Start(address, function, module);
            Tidy(java);
            Mark(module, inlined: ids.Count > 0);
            ids.Add(names.Id(CollectionsMarshal.AsSpan(_name), kind));
        }
    }

    private FrameKind Start(ReadOnlySpan<byte> address, ReadOnlySpan<byte> function, ReadOnlySpan<byte> module)
    {
        _name.Clear();
        bool moduleKnown = !module.SequenceEqual("[unknown]"u8);
        if (function.SequenceEqual("[unknown]"u8))
        {
            _name.Add((byte)'[');
            _name.AddRange(moduleKnown ? module[(module.LastIndexOf((byte)'/') + 1)..] : "unknown"u8);
            if (options.Addresses)
            {
                _name.AddRange(" <"u8);
                _name.AddRange(address);
                _name.Add((byte)'>');
            }

            _name.Add((byte)']');
        }
        else
        {
            _name.AddRange(function);
        }

        return IsKernel(module) ? FrameKind.Kernel
            : moduleKnown ? FrameKind.User
            : FrameKind.Unknown;
    }

    // A semicolon parts frames; quotes trouble readers of folded lines; an argument list only makes names long.
    private void Tidy(bool java)
    {
        Span<byte> name = CollectionsMarshal.AsSpan(_name);
        name.Replace((byte)';', (byte)':');
        int go = name.IndexOf(".("u8);
        bool goMethod = go >= 0 && name[(go + 2)..].LastIndexOf(")."u8) >= 0;
        for (int at = 0; !goMethod && at < name.Length; at++)
        {
            if (name[at] == '(' && !name[(at + 1)..].StartsWith("anonymous namespace)"u8))
            {
                _name.RemoveRange(at, _name.Count - at);
                break;
            }
        }

        _name.RemoveAll(b => b is (byte)'"' or (byte)'\'');
        if (java && _name.Count > 0 && _name[0] == 'L' && _name.Contains((byte)'/'))
        {
            _name.RemoveAt(0);
        }
    }

    private void Mark(ReadOnlySpan<byte> module, bool inlined)
    {
        ReadOnlySpan<byte> name = CollectionsMarshal.AsSpan(_name);
        ReadOnlySpan<byte> mark =
            inlined ? (name.IndexOf("_[i]"u8) >= 0 ? default : "_[i]"u8)
            : options.Kernel && IsKernel(module) ? "_[k]"u8
            : options.Jit && IsPerfMap(module, anyEnd: false) ? (name.IndexOf("_[j]"u8) >= 0 ? default : "_[j]"u8)
            : default;
        _name.AddRange(mark);
    }

    private static bool IsKernel(ReadOnlySpan<byte> module) =>
        (module is [(byte)'[', ..] || module.EndsWith("vmlinux"u8)) && module.IndexOf("unknown"u8) < 0;

    // /tmp/perf-7539.map; where addr2line is asked, any name that holds perf-7539 and map counts, as in the script.
    private static bool IsPerfMap(ReadOnlySpan<byte> module, bool anyEnd)
    {
        ReadOnlySpan<byte> start = anyEnd ? "perf-"u8 : "/tmp/perf-"u8;
        for (int at = module.IndexOf(start); at >= 0; at = Next(module, at, start))
        {
            ReadOnlySpan<byte> rest = module[(at + start.Length)..];
            int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (
                digits > 0
                && (rest[digits..].StartsWith(".map"u8) || (anyEnd && rest.Length > digits + 3 && rest[(digits + 1)..].StartsWith("map"u8)))
            )
            {
                return true;
            }
        }

        return false;
    }

    private static int Next(ReadOnlySpan<byte> module, int at, ReadOnlySpan<byte> start) =>
        module[(at + 1)..].IndexOf(start) is >= 0 and var further ? at + 1 + further : -1;

    private static ReadOnlySpan<byte> WithoutOffset(ReadOnlySpan<byte> function)
    {
        int end = function.Length;
        while (end > 0 && function[end - 1] is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f'))
        {
            end--;
        }

        return end < function.Length && function[..end].EndsWith("+0x"u8) ? function[..(end - 3)] : function;
    }

    private static bool IsWord(byte b) =>
        b is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_';
}
