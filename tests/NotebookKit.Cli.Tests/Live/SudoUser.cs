using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Live;

/// <summary>An ordinary user of this host, made for a test, whom sudo lets start the
/// helper and nothing else; gone with all that is the user's.</summary>
internal sealed class SudoUser : IDisposable
{
    private const string Name = "nbkit-test";
    private const string Rule = "/etc/sudoers.d/" + Name;
    private static readonly string[] Needs = ["sudo", "useradd", "userdel", "setpriv", "setsid", "cp", "chmod", "chpasswd", "pkill"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private SudoUser(string root) => Root = root;

    /// <summary>The folder that root owns, with <c>lib/bin</c> and <c>notebooks</c>: nothing in it is the user's to change.</summary>
    public string Root { get; }

    /// <summary>What sudo starts.</summary>
    public string Helper => Path.Combine(Root, "lib", "bin", "notebookkit");

    /// <summary>The user's own folder.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>Makes the user, or skips the test.</summary>
    public static SudoUser Create()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has(Needs), $"needs root and {string.Join(", ", Needs)}");
        var user = new SudoUser(Directory.CreateTempSubdirectory("nbkit-user-").FullName);
        try
        {
            Tool.Must("chmod", "755", user.Root);
            Directory.CreateDirectory(Path.Combine(user.Root, "lib"));
            Tool.Must("cp", "-r", Path.GetDirectoryName(Notebookkit.Launcher)!, Path.Combine(user.Root, "lib", "bin"));
            Tool.Must("chmod", "-R", "go+rX", Path.Combine(user.Root, "lib"));
            Directory.CreateDirectory(Path.Combine(user.Root, "notebooks"));
            Tool.Must("useradd", "--home-dir", user.Home, "--create-home", "--shell", "/bin/sh", Name);
            File.WriteAllText(Rule, $"{Name} ALL=(root) NOPASSWD: {user.Helper} helper *\n");
            Tool.Must("chmod", "440", Rule);
            return user;
        }
        catch
        {
            user.Dispose();
            throw;
        }
    }

    /// <summary>Copies one of the repository's notebooks, with other values of its parameters.</summary>
    /// <returns>Its path.</returns>
    public string Notebook(string name, params (string Name, string Value)[] parameters)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFolder.Notebooks, name));
        foreach ((string parameter, string value) in parameters)
        {
            string replaced = Regex.Replace(text, $@"(var {parameter} = \\"")[^\\]*(\\"";)", "${1}" + value + "${2}");
            Assert.True(replaced != text, $"{name} has no parameter {parameter}, or has that value");
            text = replaced;
        }

        string path = Path.Combine(Root, "notebooks", name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Starts a program as the user, in the user's folder, at the head of a session of its own.</summary>
    public Process Start(params string[] argv)
    {
        var start = new ProcessStartInfo(
            "setsid",
            ["setpriv", "--reuid", Name, "--regid", Name, "--init-groups", "--reset-env", "--", .. argv]
        )
        {
            WorkingDirectory = Home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs a program as the user to its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] argv)
    {
        using Process process = Start(argv);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output.WaitAsync(patience.Token), await error.WaitAsync(patience.Token));
    }

    /// <summary>Gives the user a password, which sudo asks for from now on.</summary>
    public void AskFor(string password)
    {
        File.WriteAllText(Path.Combine(Root, "password"), $"{Name}:{password}\n");
        Tool.Must("sh", "-c", $"chpasswd < {Path.Combine(Root, "password")}");
        File.Delete(Rule);
        File.WriteAllText(Rule, $"{Name} ALL=(root) {Helper} helper *\n");
        Tool.Must("chmod", "440", Rule);
    }

    /// <summary>Takes the right to start the helper away.</summary>
    public void Forbid() => File.Delete(Rule);

    public void Dispose()
    {
        Tool.Run("pkill", "--signal", "KILL", "--uid", Name);
        File.Delete(Rule);
        Tool.Run("userdel", Name);
        Directory.Delete(Root, recursive: true);
    }
}
