using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Fleet;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;
using NotebookKit.Reports;
using NotebookKit.Scripting.Formatting;
using NotebookKit.Summaries;

namespace NotebookKit.Cli.Running;

/// <summary>An executed notebook in the forms that bug trackers and other programs take.</summary>
/// <param name="document">The notebook.</param>
/// <param name="name">What its files are called.</param>
/// <param name="folder">Where they go.</param>
internal sealed class RecordExport(NotebookDocument document, string name, string folder)
{
    private const int SruWidth = 72;
    private const string SruStart = "[Impact]";
    private static readonly byte[] PngStart = [0x89, .. "PNG"u8];
    private readonly ShownRecord _record = new(document, "", static _ => { });

    /// <summary>Makes sure, before anything is written, that no file of another kind stands where one goes.</summary>
    /// <exception cref="UsageException">One does.</exception>
    public void Check(bool markdown, bool page, bool sru)
    {
        OutputPath.CheckKind(page ? PagePath : null, "page", PageFrame.Start);
        OutputPath.CheckKind(markdown ? MarkdownPath : null, "export of this record", Encoding.UTF8.GetBytes(Head));
        foreach ((string path, _) in markdown ? Pictures : [])
        {
            OutputPath.CheckKind(path, "picture", PngStart);
        }

        OutputPath.CheckKind(sru ? SruPath : null, "text of an update", Encoding.UTF8.GetBytes(SruStart));
    }

    /// <summary>The page.</summary>
    public string Page()
    {
        ReplacedFile.Write(PagePath, RecordPages.Page(document, static _ => { }));
        return PagePath;
    }

    /// <summary>Answer, host and findings as Markdown, with the pictures beside it.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (string line in Answer())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Plain(line)}\n\n");
        }

        foreach (UsedRecording used in _record.Stamp.Named)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"- {Plain(_record.Stamp.TitleOf(used))}: {Plain(string.Join(", ", new[] { used.Host, used.Kernel, used.Drive, used.Captured }.OfType<string>()))}\n"
            );
        }

        text.Append("\n## Findings\n\n");
        foreach (DefectGroup group in _record.Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{group.Finding.Word}** {Plain(group.Finding.ToString())}\n");
        }

        foreach ((int number, (string path, byte[] png)) in Pictures.Index())
        {
            Keep(path, png);
            text.Append(CultureInfo.InvariantCulture, $"\n![Picture {number + 1}]({Uri.EscapeDataString(Path.GetFileName(path))})\n");
        }

        Keep(MarkdownPath, Encoding.UTF8.GetBytes(text.ToString()));
        return MarkdownPath;
    }

    /// <summary>The text of a bug for a stable-release update, within 72 columns; what is not known says so.</summary>
    public string ToSru()
    {
        RecordAnswer? answer = _record.Answer;
        string kernels = string.Join(", ", _record.Stamp.Named.Select(used => used.Kernel).OfType<string>().Distinct());
        string text = string.Join(
            '\n',
            [
                SruStart,
                answer?.Sentence ?? "MISSING: no finding names a cause",
                kernels.Length > 0 ? $"Captured on {kernels}." : "MISSING: the kernel",
                "",
                "[Fix]",
                answer?.Remedy is { } remedy ? $"Until a kernel is fixed: {remedy}" : "MISSING: a remedy",
                "MISSING: the commit",
                "",
                "[Test Case]",
                $"Run the workload on the recordings' host, capture it, and run {name} on it.",
                answer?.Tried ?? "MISSING: times with and without the fix",
                "",
                "[Where problems could occur]",
                "MISSING: what the commit touches",
                "",
                "[Other Info]",
                .. _record.Groups.Select(group => "* " + group.Finding.Statement),
                "",
                "[ACK]",
                .. StableUpdate.Acknowledged(null),
                "",
                "[Verification in -proposed]",
                .. StableUpdate.Proposed(null),
                "",
            ]
        );
        Keep(SruPath, Encoding.UTF8.GetBytes(TextWrap.To(text, SruWidth, 2)));
        return SruPath;
    }

    /// <summary>What the recordings that the notebook used are in a fleet, as an archive that <c>fleet add</c> and other engines take, and
    /// the requests of every trace, a Parquet file each.</summary>
    public IEnumerable<string> ToParquet(string from)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (UsedRecording used in _record.Stamp.Recordings)
        {
            string recording = Path.GetFullPath(Path.Combine(from, used.Folder));
            if (!Directory.Exists(recording))
            {
                throw new UsageException($"{document.Source} used the recording {recording}, which is not there any more");
            }

            string name = Path.GetFileName(recording);
            for (int other = 2; !names.Add(name); other++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(recording)}-{other}");
            }

            foreach (string file in Archived(recording))
            {
                yield return file;
            }

            int number = 0;
            foreach (SummaryCapture capture in Investigation.Open(recording).Captures.SelectMany(summary => summary.Captures))
            {
                string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-requests-{++number}.parquet"));
                ReplacedFile.Write(path, file => capture.Trace.Requests.ToDataFrame().ToParquet(file));
                yield return path;
            }
        }
    }

    private string PagePath => Path.Combine(folder, name + ".html");

    private string MarkdownPath => Path.Combine(folder, name + ".md");

    private string SruPath => Path.Combine(folder, name + ".sru.txt");

    private string Head => $"# {Plain(_record.Title)}\n";

    private IReadOnlyList<(string Path, byte[] Png)> Pictures =>
        field ??= [
            .. document
                .Cells.SelectMany(cell => cell.Outputs)
                .Select(output => JupyterJson.Text((output?["data"] as JsonObject)?["image/png"]))
                .OfType<string>()
                .Select(Decoded)
                .OfType<byte[]>()
                .Select(
                    (png, number) => (Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{number + 1}.png")), png)
                ),
        ];

    private static byte[]? Decoded(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out int length) ? bytes[..length] : null;
    }

    // A draft is there to be written into, and another's picture may have the name: what
    // is replaced and differs stays, under a name of its own.
    private static void Keep(string path, byte[] content)
    {
        if (File.Exists(path) && new FileInfo(path).Length > 0 && !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            string kept = Enumerable
                .Range(1, int.MaxValue)
                .Select(number =>
                    Path.ChangeExtension(path, string.Create(CultureInfo.InvariantCulture, $"{number}{Path.GetExtension(path)}"))
                )
                .First(other => !Path.Exists(other));
            File.Move(path, kept);
            StandardStreams.Complain(
                $"note: {TerminalText.OneLine(path)} was there and differs from what is written now: it is kept as {TerminalText.OneLine(Path.GetFileName(kept))}"
            );
        }

        ReplacedFile.Write(path, file => file.Write(content));
    }

    private IReadOnlyList<string> Archived(string recording)
    {
        try
        {
            return Recording.IsIn(recording) ? FleetArchive.Write(folder, Recording.Open(recording)) : [];
        }
        catch (CaptureFormatException fault)
        {
            StandardStreams.Complain($"note: {TerminalText.OneLine(recording)} is in no fleet's tables: {FaultText.Of(fault)}");
            return [];
        }
    }

    private IEnumerable<string> Answer() =>
        _record.Answer is not { } answer
            ? []
            : new[] { answer.Sentence, answer.Remedy is null ? null : "Do: " + answer.Remedy, answer.Tried }.OfType<string>();

    // Captured text is text in Markdown too.
    private static string Plain(string text) =>
        string.Concat(
            text.ReplaceLineEndings(" ")
                .Select(symbol => "\\`*_[]<>#|&!".Contains(symbol, StringComparison.Ordinal) ? "\\" + symbol : symbol.ToString())
        );
}
