// cp;entry_SYSCALL_64_after_hwframe;do_syscall_64;ksys_read 20202020
// frame;frame;... weight
// Spec: stackcollapse-perf.pl of github.com/brendangregg/FlameGraph; lines stand in the order of their bytes.
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>Reads and writes folded lines.</summary>
internal static class FoldedText
{
    public const string Dialect = "folded stacks";

    // A stack of the most frames with names as C++ has them.
    private const int LongestLine = 1 << 20;

    /// <summary>True where a text starts with a folded line.</summary>
    public static bool Is(CaptureStream text)
    {
        ReadOnlySpan<byte> line = text.Ahead();
        line = line.IndexOf((byte)'\n') is >= 0 and var end ? line[..end] : line;
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        bool whole = line.Length < CaptureStream.SampleBytes;
        return (!whole || TrySplit(line, out _, out _))
            && !SampleHeader.TryRead(line, out _)
            && line.IndexOf((byte)';') > 0
            && !line.Contains((byte)0);
    }

    public static Stacks Read(CaptureStream text)
    {
        var names = new FrameNames();
        var tree = new CallTree();
        var account = new ReadAccount { Dialect = Dialect, Source = text.Source };
        TotalWeight weights = default;
        long deep = 0;
        using var lines = new LineSource(text, longestLine: LongestLine);
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            account.Read++;
            if (line.IsEmpty || line[0] == '#')
            {
                account.Recognised++;
                continue;
            }

            if (lines.TooLong || !TrySplit(line, out ReadOnlySpan<byte> stack, out ulong weight))
            {
                string expected = lines.TooLong
                    ? $"a line of {LongestLine >> 20} MiB at most"
                    : "a folded stack, frames with ';' between them and a number behind a blank";
                throw new CaptureFormatException(
                    text.Source,
                    lines.LineNumber,
                    line.Length,
                    $"expected {expected}. Line: \"{FormatThrow.Quote(line)}\""
                );
            }

            account.Recognised++;
            weights.Add(weight, lines.LineNumber);
            deep += Add(names, tree, stack, weight) ? 1 : 0;
        }

        weights.ThrowIfTooMuch(text.Source, lines: true);
        CaptureVerdict.Count(account, lines.Damage);
        return new Stacks(names, tree, account)
        {
            SamplesKnown = false,
            LeftOut = deep == 0 ? new Dictionary<string, long>() : new() { [DeepStack.LeftOut] = deep },
        };
    }

    public static string Write(Stacks stacks) => Encoding.UTF8.GetString(Bytes(stacks));

    public static byte[] Bytes(Stacks stacks)
    {
        var output = new MemoryStream();
        foreach ((byte[] stack, ulong weight) in Lines(stacks))
        {
            output.Write(stack);
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {weight}\n")));
        }

        return output.ToArray();
    }

    private static List<(byte[] Stack, ulong Weight)> Lines(Stacks stacks)
    {
        CallTree tree = stacks.Tree;
        var lines = new List<(byte[] Stack, ulong Weight)>();
        for (int node = 1; node < tree.Count; node++)
        {
            if (tree.SelfSamples(node) > 0)
            {
                lines.Add((Path(stacks, node), tree.SelfWeight(node)));
            }
        }

        lines.Sort((x, y) => x.Stack.AsSpan().SequenceCompareTo(y.Stack));

        // A process name may hold a semicolon: two paths can then read alike, and count as one line.
        var joined = new List<(byte[] Stack, ulong Weight)>(lines.Count);
        foreach ((byte[] stack, ulong weight) in lines)
        {
            if (joined.Count > 0 && joined[^1].Stack.AsSpan().SequenceEqual(stack))
            {
                joined[^1] = (stack, joined[^1].Weight + weight);
            }
            else
            {
                joined.Add((stack, weight));
            }
        }

        return joined;
    }

    private static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> stack, out ulong weight)
    {
        int blank = line.LastIndexOf((byte)' ');
        stack = blank > 0 ? line[..blank] : default;
        weight = 0;
        return blank > 0 && Utf8Parser.TryParse(line[(blank + 1)..], out weight, out int used) && used == line.Length - blank - 1;
    }

    // Frames from the process on, with ';' between them.
    private static byte[] Path(Stacks stacks, int end)
    {
        CallTree tree = stacks.Tree;
        int length = -1;
        for (int node = end; node != 0; node = tree.Parent(node))
        {
            length += stacks.Names.Bytes(tree.Name(node)).Length + 1;
        }

        byte[] path = new byte[length];
        for (int node = end; node != 0; node = tree.Parent(node))
        {
            ReadOnlySpan<byte> name = stacks.Names.Bytes(tree.Name(node));
            length -= name.Length;
            name.CopyTo(path.AsSpan(length));
            if (length > 0)
            {
                path[--length] = (byte)';';
            }
        }

        return path;
    }

    // True where the middle of the stack was left out.
    private static bool Add(FrameNames names, CallTree tree, ReadOnlySpan<byte> stack, ulong weight)
    {
        var deep = new DeepStack(stack.Count((byte)';'));
        int node = 0;
        int place = -1;
        foreach (Range part in stack.Split((byte)';'))
        {
            node = deep.IsGap(place) ? tree.Child(node, names.Id(DeepStack.Gap, FrameKind.Unknown)) : node;
            if (deep.Keeps(place))
            {
                ReadOnlySpan<byte> name = stack[part];
                FrameKind kind =
                    node == 0 ? FrameKind.Process
                    : name.EndsWith("_[k]"u8) ? FrameKind.Kernel
                    : FrameKind.Unknown;
                node = tree.Child(node, names.Id(name, kind));
            }

            place++;
        }

        // Folded lines tell a weight and no number of samples: each line counts as one.
        tree.Add(node, weight, 1);
        return deep.IsCut;
    }
}
