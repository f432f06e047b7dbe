// #==[ Command ]======================================#
// # /usr/bin/iostat -x 1 4
// body, an empty line
// #==[ Configuration File ]===========================#
// # /proc/diskstats
// A file that was not there: "# /proc/diskstats - File not found"; a command that failed says so in its body.
// Source: supportutils of SUSE, functions log_cmd and conf_files; the layout has been the same since version 2.
using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>Takes a file of SUSE's supportconfig apart: it holds the outputs of many commands.</summary>
internal static class Supportconfig
{
    private const string Head = "#==[ ";
    private const string HeadEnd = "=#";
    private const string QueueFolder = "/queue/";
    private const int MostSections = 10_000;

    /// <summary>Whether a file begins as they do, behind the head of the whole report.</summary>
    public static bool Is(ReadOnlySpan<byte> sample)
    {
        int at = sample.IndexOf("#==[ "u8);
        int end = at < 0 ? -1 : sample[at..].IndexOf((byte)'\n');
        return end > 0
            && (at == 0 || sample[at - 1] == (byte)'\n')
            && sample.Slice(at, end).TrimEnd(" \r"u8).EndsWith("=#"u8)
            && sample[at..].IndexOf(" ]="u8) is > 0 and < 64;
    }

    /// <summary>Writes each section into a file of its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is called inside the pile.</param>
    /// <param name="unpacked">Takes the sections, and the notes.</param>
    public static IEnumerable<PileFile> Sections(string path, string name, UnpackedPile unpacked)
    {
        string folder = unpacked.NewFolder();
        var attributes = new StringBuilder();
        var found = new List<PileFile>();
        using var reader = new StreamReader(CaptureStream.Open(path), Encoding.UTF8);
        string? title = null;
        StreamWriter? section = null;
        string? line;
        bool isHead = false;
        while ((line = reader.ReadLine()) is not null)
        {
            if (line.StartsWith(Head, StringComparison.Ordinal) && line.TrimEnd().EndsWith(HeadEnd, StringComparison.Ordinal))
            {
                Close();
                isHead = true;
            }
            else if (isHead)
            {
                isHead = false;
                title = line.TrimStart('#', ' ').TrimEnd();
                if (title.EndsWith(" - File not found", StringComparison.Ordinal))
                {
                    title = null;
                }
                else if (found.Count < MostSections)
                {
                    section = new StreamWriter(Path.Combine(folder, FormattableString.Invariant($"{found.Count}.txt"))) { NewLine = "\n" };
                }
            }
            else if (section is not null && unpacked.Room(line.Length + 1))
            {
                section.WriteLine(line);
            }
        }

        Close();
        if (attributes.Length > 0)
        {
            string all = Path.Combine(folder, "sysfs.txt");
            File.WriteAllText(all, attributes.ToString());
            found.Add(new PileFile(all, $"{name}: /sys/block"));
        }

        return found;

        void Close()
        {
            if (section is null || title is null)
            {
                return;
            }

            var file = (FileStream)section.BaseStream;
            section.Dispose();
            section = null;
            if (title.StartsWith("/sys/", StringComparison.Ordinal) && title.Contains(QueueFolder, StringComparison.Ordinal))
            {
                // One attribute a section: together they are the settings of the queues.
                attributes.Append("==> ").Append(title).Append(" <==\n").Append(File.ReadAllText(file.Name).Trim()).Append('\n');
                return;
            }

            found.Add(
                new PileFile(
                    file.Name,
                    $"{name}: {title}",
                    title[0] == '/' && title.StartsWith("/proc/", StringComparison.Ordinal)
                        ? ["cat", title]
                        : title.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                )
            );
        }
    }
}
