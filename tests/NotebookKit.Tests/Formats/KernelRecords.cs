using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace NotebookKit.Tests.Formats;

/// <summary>Tests that use the kernel's only blk tracer, or its tracing buffer: one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelTracer : ICollectionFixture<HostTurn>
{
    public const string Name = "The kernel's tracer";
}

/// <summary>Takes blktrace records with ftrace's blk tracer, which works where blktrace itself is refused.</summary>
internal static class KernelRecords
{
    /// <summary>Traces a device while something works on it, and writes one file a CPU as the kernel gives the records.</summary>
    public static void Capture(string device, string folder, Action work)
    {
        Directory.CreateDirectory(folder);
        string name = Path.GetFileName(device);
        string enable = $"/sys/block/{name}/trace/enable";
        string size = File.ReadAllText(Path.Combine(KernelTracing.Folder!, "buffer_size_kb")).Split(' ')[0].Trim();
        KernelTracing.Write("buffer_size_kb", "16384");
        KernelTracing.Write("trace", "");
        KernelTracing.Write("current_tracer", "blk");
        try
        {
            KernelTracing.Write("trace_options", "bin");
            KernelTracing.Write("trace_options", "nocontext-info");
            File.WriteAllText(enable, "1");
            work();
            File.WriteAllText(enable, "0");
            foreach (string cpu in Directory.GetDirectories(Path.Combine(KernelTracing.Folder!, "per_cpu")))
            {
                // Not blocking: the pipe never ends, and dd's complaint when it is empty is expected.
                byte[] records = Tool.Run("dd", $"if={cpu}/trace_pipe", "iflag=nonblock", "bs=1M", "status=none").Output;
                File.WriteAllBytes(Path.Combine(folder, $"loop.blktrace.{Path.GetFileName(cpu)[3..]}"), records);
            }
        }
        finally
        {
            File.WriteAllText(enable, "0");
            KernelTracing.Write("trace_options", "nobin");
            KernelTracing.Write("trace_options", "context-info");
            KernelTracing.Write("current_tracer", "nop");
            KernelTracing.Write("trace", "");
            KernelTracing.Write("buffer_size_kb", size.Length > 0 && size.All(char.IsAsciiDigit) ? size : "1408");
        }
    }

    /// <summary>Sequence numbers, and a note with the name of each process in front of its first record, as blkparse needs them.</summary>
    public static void Fill(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            byte[] records = File.ReadAllBytes(file);
            using var output = new MemoryStream();
            var known = new HashSet<uint>();
            uint sequence = 0;
            for (int at = 0; at < records.Length; )
            {
                int length = 48 + BinaryPrimitives.ReadUInt16LittleEndian(records.AsSpan(at + 46));
                Span<byte> record = records.AsSpan(at, length);
                uint pid = BinaryPrimitives.ReadUInt32LittleEndian(record[32..]);
                if (known.Add(pid))
                {
                    byte[] note =
                    [
                        .. record[..48],
                        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"task {pid}").PadRight(16, '\0')),
                    ];
                    BinaryPrimitives.WriteUInt32LittleEndian(note.AsSpan(28), 1u << 26);
                    BinaryPrimitives.WriteUInt16LittleEndian(note.AsSpan(46), 16);
                    output.Write(note);
                }

                BinaryPrimitives.WriteUInt32LittleEndian(record[4..], ++sequence);
                output.Write(record);
                at += length;
            }

            File.WriteAllBytes(Path.Combine(to, Path.GetFileName(file)), output.ToArray());
        }
    }
}
