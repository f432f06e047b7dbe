using System.CommandLine;
using System.Net.Sockets;
using NotebookKit.Jupyter.Messages;
using NotebookKit.Jupyter.Serving;
using NotebookKit.Jupyter.Specs;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit kernel</c>: the C# kernel of Jupyter clients, and its installation.</summary>
internal static class KernelCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "kernel";

    private static string Program => typeof(KernelCommand).Assembly.Location;

    public static Command Create()
    {
        var connection = new Option<FileInfo?>("--connection-file", "-f")
        {
            Description = "Jupyter's connection file; without one, a new one is written and named.",
        };
        var command = new Command(Name, "Serves C# notebooks to VS Code, JupyterLab and other Jupyter clients.") { connection };
        command.SetAction(parsed => Serve(parsed.GetValue(connection)?.FullName));
        command.Subcommands.Add(Install());
        command.Subcommands.Add(Uninstall());
        command.Subcommands.Add(List());
        return command.WithExamples(
            ("notebookkit kernel install", "Makes the kernel known to this user's VS Code and Jupyter; notebooks then open with it."),
            ("notebookkit kernel", "Serves without a notebook; jupyter console --existing connects.")
        );
    }

    /// <summary>Serves a connection.</summary>
    public static int Serve(string? connectionFile)
    {
        StandardStreams.Take();
        try
        {
            // In a new folder of this user's alone: under a name that can be guessed, another user may have put a link.
            string path = connectionFile ?? Path.Combine(TemporaryFolder.New("notebookkit-kernel-").FullName, "connection.json");
            if (connectionFile is null)
            {
                ConnectionFile.CreateLocal().Write(path);
                StandardStreams.Complain($"a kernel is served; connect with: jupyter console --existing {path}");
            }

            using (var server = new KernelServer(() => ConnectionFile.Read(path), Environment.CurrentDirectory))
            {
                server.Run();
            }

            if (connectionFile is null)
            {
                Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
            }

            return ExitCode.Done;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            StandardStreams.Complain(error.Message);
            return ExitCode.Usage;
        }
        catch (SocketException error)
        {
            StandardStreams.Complain($"the addresses of {connectionFile} cannot be taken: {error.Message}");
            return ExitCode.Failed;
        }
    }

    private static Command Install()
    {
        (Option<bool> user, Option<string?> prefix) = Where();
        var install = new Command("install", "Makes the kernel known to Jupyter clients.") { user, prefix };
        install.SetAction(parsed =>
            Try(() =>
            {
                KernelSpec spec = KernelSpecs.Install(Folder(parsed.GetValue(prefix)), Program);
                Print($"installed {spec.Name} ({spec.DisplayName}) in {spec.Folder}");
                if (spec.Name != KernelSpecs.CommonName)
                {
                    Print(
                        $"{KernelSpecs.CommonName} belongs to another program and was left alone: choose \"{spec.DisplayName}\" in the notebook's kernel menu"
                    );
                }
            })
        );
        return install;
    }

    private static Command Uninstall()
    {
        (Option<bool> user, Option<string?> prefix) = Where();
        var uninstall = new Command("uninstall", "Removes what install wrote.") { user, prefix };
        uninstall.SetAction(parsed =>
            Try(() =>
            {
                string folder = Folder(parsed.GetValue(prefix));
                IReadOnlyList<string> removed = KernelSpecs.Uninstall(folder);
                Print(removed.Count == 0 ? $"nothing of this program in {folder}" : $"removed {string.Join(", ", removed)}");
            })
        );
        return uninstall;
    }

    private static Command List()
    {
        var list = new Command("list", "Names the kernels for C# that Jupyter clients see.");
        list.SetAction(_ =>
            Try(() =>
            {
                IReadOnlyList<KernelSpec> specs = KernelSpecs.List();
                foreach (KernelSpec spec in specs)
                {
                    Print(
                        $"{spec.Name, -14} {spec.DisplayName, -20} {(spec.IsOurs ? "this program" : "another program"), -16} {spec.Folder}{(spec.Fault is { } fault ? "  FAULT: " + fault : "")}"
                    );
                }

                if (specs.Count == 0)
                {
                    Print("none; notebookkit kernel install makes one");
                }
            })
        );
        return list;
    }

    private static (Option<bool> User, Option<string?> Prefix) Where() =>
        (
            new Option<bool>("--user") { Description = "For this user (the default)." },
            new Option<string?>("--prefix")
            {
                Description = "Below this folder: PREFIX/share/jupyter/kernels, for a Python environment or /usr/local.",
            }
        );

    private static string Folder(string? prefix) => prefix is null ? KernelSpecs.UserFolder : KernelSpecs.PrefixFolder(prefix);

    private static void Print(string line) => Console.Out.WriteLine(TerminalText.OneLine(line));

    private static int Try(Action action)
    {
        try
        {
            action();
            return ExitCode.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StandardStreams.Complain(error.Message);
            return ExitCode.Failed;
        }
    }
}
