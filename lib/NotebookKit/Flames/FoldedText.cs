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

    /// <summary>True where a file starts with a folded line.</summary>
    public static bool Is(string path)
    {
        using LineSource lines = LineSource.Open(path);
        return lines.Next(out ReadOnlySpan<byte> line) && TrySplit(line, out ReadOnlySpan<byte> stack, out _)
            && !SampleHeader.TryRead(line, out _) && stack.IndexOf((byte)';') > 0;
    }

    public static Stacks Read(string path)
    {
        var names = new FrameNames();
        var tree = new CallTree();
        var account = new ReadAccount { Dialect = Dialect, Source = path };
        using LineSource lines = LineSource.Open(path);
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            account.Read++;
            if (line.IsEmpty || line[0] == '#')
            {
                account.Recognised++;
                continue;
            }

            if (!TrySplit(line, out ReadOnlySpan<byte> stack, out ulong weight))
            {
                throw new CaptureFormatException(path, lines.LineNumber, line.Length,
                    $"expected a folded stack, frames with ';' between them and a number behind a blank. Line: \"{FormatThrow.Quote(line)}\"");
            }

            account.Recognised++;
            Add(names, tree, stack, weight);
        }

        account.TruncatedTail = lines.Damaged;
        return new Stacks(names, tree, account) { SamplesKnown = false };
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
        byte[][] paths = new byte[tree.Count][];
        var lines = new List<(byte[] Stack, ulong Weight)>();
        for (int node = 1; node < tree.Count; node++)
        {
            ReadOnlySpan<byte> name = stacks.Names.Bytes(tree.Name(node));
            paths[node] = tree.Parent(node) == 0 ? name.ToArray() : [.. paths[tree.Parent(node)], (byte)';', .. name];
            if (tree.SelfSamples(node) > 0)
            {
                lines.Add((paths[node], tree.SelfWeight(node)));
            }
        }

        lines.Sort((x, y) => x.Stack.AsSpan().SequenceCompareTo(y.Stack));

        // A process name may hold a semicolon: two paths can then read alike, and count as one line.
        var joined = new List<(byte[] Stack, ulong Weight)>(lines.Count);
        foreach ((byte[] stack, ulong weight) in lines)
        {
            if (joined.Count > 0 && joined[^1].Stack.AsSpan().SequenceEqual(stack))
            {
                joined[^1] = (stack, checked(joined[^1].Weight + weight));
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

    private static void Add(FrameNames names, CallTree tree, ReadOnlySpan<byte> stack, ulong weight)
    {
        int node = 0;
        foreach (Range part in stack.Split((byte)';'))
        {
            ReadOnlySpan<byte> name = stack[part];
            FrameKind kind = node == 0 ? FrameKind.Process : name.EndsWith("_[k]"u8) ? FrameKind.Kernel : FrameKind.Unknown;
            node = tree.Child(node, names.Id(name, kind));
        }

        // Folded lines tell a weight and no number of samples: each line counts as one.
        tree.Add(node, weight, 1);
    }
}
