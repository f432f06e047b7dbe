using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace NotebookKit.Benchmarks;

/// <summary>Makes the large captures that the speed table reads, once.</summary>
internal static class SpeedInputs
{
    private const string Recording = "snapshot-nomerges2-mqdeadline";
    private const string Diagnosed = "snapshot-nomerges2";
    private const int EventsPerBio = 5;
    private const int Stuck = 82_000;

    /// <summary>Makes the captures that are not there yet.</summary>
    public static void Make(string root, string folder)
    {
        string from = Path.Combine(root, "data", Recording);
        MakeCaptures(root, folder);
        Once(Path.Combine(folder, "blkparse-tenth.txt"), path => Head(Path.Combine(folder, "blkparse.txt"), path, 580_671));
        Once(Path.Combine(folder, "blkparse-pile.txt"), path => Pile(Path.Combine(folder, "blkparse.txt"), path));
        Once(
            Path.Combine(folder, "perf.txt"),
            path =>
            {
                string small = Path.Combine(folder, "perf-small.txt");
                using (
                    var packed = new GZipStream(File.OpenRead(Path.Combine(from, "perf-block.script.txt.gz")), CompressionMode.Decompress)
                )
                using (FileStream plain = File.Create(small))
                {
                    packed.CopyTo(plain);
                }

                LargeInputs.PerfScript(small, path, 5_000_000);
            }
        );
        Once(Path.Combine(folder, "perf.data"), path => LargePerfData.Repeat(Path.Combine(from, "perf-block.data.gz"), path, 3_400_000));
    }

    /// <summary>Makes those of 5.8 million events, as blktrace's files and as blkparse's text.</summary>
    public static void MakeCaptures(string root, string folder)
    {
        Once(
            Path.Combine(folder, "blktrace"),
            path => LargeInputs.Blktrace(Path.Combine(root, "data", Recording, "blktrace"), path, 5_800_000)
        );
        Once(Path.Combine(folder, "blkparse.txt"), path => Blkparse(Path.Combine(folder, "blktrace"), path));
    }

    /// <summary>Makes the captures for a diagnosis that are not there yet.</summary>
    public static void MakeDiagnosed(string root, string folder)
    {
        foreach (int millions in new[] { 1, 10 })
        {
            Once(
                Path.Combine(folder, $"bios-{millions}M"),
                path => LargeInputs.Blktrace(Path.Combine(root, "data", Diagnosed, "blktrace"), path, millions * 1_000_000L * EventsPerBio)
            );
        }
    }

    /// <summary>Makes the stacks of a flame graph where they are not there yet.</summary>
    public static void MakeStacks(string root, string folder)
    {
        string[] recordings = ["snapshot-nomerges0", "snapshot-nomerges2", "standard-nomerges2"];
        Once(
            Path.Combine(folder, StacksName),
            path =>
                LargeInputs.Stacks(
                    [.. recordings.Select(name => CpuSamples(Path.Combine(root, "data", name, "perf-cpu.script.txt")))],
                    path,
                    1_000_000
                )
        );
    }

    /// <summary>What <see cref="MakeStacks"/> makes.</summary>
    public const string StacksName = "stacks-1M.txt";

    private static byte[] CpuSamples(string path)
    {
        if (File.Exists(path))
        {
            return File.ReadAllBytes(path);
        }

        using var packed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    private static void Once(string path, Action<string> make)
    {
        if (Path.Exists(path))
        {
            return;
        }

        Console.Error.WriteLine($"making {path}");
        make(path + ".part");
        Directory.Move(path + ".part", path);
    }

    private static void Blkparse(string binary, string path)
    {
        var start = new ProcessStartInfo("blkparse", ["-D", binary, "-i", "nvme0n1"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        using (FileStream file = File.Create(path))
        {
            process.StandardOutput.BaseStream.CopyTo(file);
        }

        process.WaitForExit();
    }

    private static void Head(string from, string to, int lines)
    {
        using var output = new StreamWriter(to);
        foreach (string line in File.ReadLines(from).Take(lines))
        {
            output.Write(line);
            output.Write('\n');
        }
    }

    // Read-aheads that are queued and issued and never complete: what a tracer that lost their C events leaves behind.
    private static void Pile(string from, string to)
    {
        using var output = new StreamWriter(to);
        for (int i = 0; i < Stuck; i++)
        {
            long sector = (1L << 36) + (i * 8L);
            foreach (char action in "QGID")
            {
                output.Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"259,0    0 {i + 1, 8}     0.{i, 9:D9}  1200  {action}  RA {sector} + 8 [cat]\n"
                    )
                );
            }
        }

        output.Flush();
        using FileStream rest = File.OpenRead(from);
        rest.CopyTo(output.BaseStream);
    }
}
