namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Small live notebooks of the tests' own.</summary>
internal static class LiveNotebook
{
    /// <summary>Writes one that opens a host, sets an attribute of a drive, and goes on with the code given.</summary>
    /// <param name="folder">The folder of the run; the journal is the usual one.</param>
    /// <param name="drive">The drive.</param>
    /// <param name="grace">How long a command may take to end, in s.</param>
    /// <param name="code">What the host does then.</param>
    /// <returns>Its path.</returns>
    public static string Write(TestFolder folder, LoopDrive drive, int grace, string code)
    {
        folder.Write(
            "live.ipynb",
            $$"""
            #r "{{RepositoryFolder.Library}}"
            using NotebookKit;
            var host = Host.Live("{{folder[
                "record/scene"
            ]}}", "{{drive.Name}}", new LiveOptions { Grace = TimeSpan.FromSeconds({{grace}}), MountTracefs = true });
            host.Sysfs("{{drive.Name}}").With("nomerges", 2);
            {{code}}
            """
        );
        return folder["live.ipynb"];
    }
}
