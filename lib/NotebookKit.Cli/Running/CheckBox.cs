using System.Globalization;
using System.Text;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>"Check this record": what it was made of, by which version, and the commands that try it again.</summary>
internal static class CheckBox
{
    /// <returns>The box; empty for a notebook that no run of ours left.</returns>
    public static string Write(NotebookDocument document, RecordStamp stamp)
    {
        if (RunRecord.Of(document) is not { } run)
        {
            return "";
        }

        string file = Path.GetFileName(document.Source);
        string parameters = string.Concat(run.Parameters.Select(one => " " + CommandStep.Show(["-p", $"{one.Key}={one.Value}"])));
        var html = new StringBuilder("<section class=\"check\" id=\"check\">\n<h2>Check this record</h2>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>Run by {PageFrame.Escape(run.Engine)} on {PageFrame.Escape(run.System)}, {run.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC.</p>\n"
        );
        if (stamp.Recordings.Count > 0)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<details><summary>{stamp.Recordings.Count} {(stamp.Recordings.Count == 1 ? "recording" : "recordings")} with {(stamp.Recordings.Count == 1 ? "its seal" : "their seals")} (SHA-256 of recording.json, which holds those of all files)</summary>\n<ul>\n"
            );
            foreach (UsedRecording used in stamp.Recordings)
            {
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<li>{PageFrame.Escape(stamp.TitleOf(used))} <code>{PageFrame.Escape(used.Seal ?? "not sealed")}</code></li>\n"
                );
            }

            html.Append("</ul></details>\n");
        }

        return html.Append(
                CultureInfo.InvariantCulture,
                $"<p>Run it again, and prove a pack of it:</p>\n<pre>notebookkit run {PageFrame.Escape(CommandStep.Show([file]) + parameters)}\nnotebookkit record pack {PageFrame.Escape(CommandStep.Show([file]))} -o case.zip\nnotebookkit record verify case.zip --execute</pre>\n</section>"
            )
            .ToString();
    }
}
