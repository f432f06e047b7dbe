using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>The user who had sudo start this process: a command of theirs runs with their rights, never with root's.</summary>
/// <param name="User">Their number.</param>
/// <param name="Group">Their group's.</param>
/// <param name="Folder">Where their commands run; entered with their rights too.</param>
internal sealed record OrdinaryUser(uint User, uint Group, string Folder)
{
    private static readonly string[] OfSudoAlone = ["SUDO_UID", "SUDO_GID", "SUDO_USER", "SUDO_COMMAND", "MAIL"];

    /// <summary>Who that is, as sudo itself says it.</summary>
    /// <param name="folder">Where their commands run.</param>
    /// <returns>Null where sudo started nothing.</returns>
    public static OrdinaryUser? OfSudo(string folder) =>
        Number("SUDO_UID") is { } user && Number("SUDO_GID") is { } group && user != 0 && Path.IsPathRooted(folder)
            ? new OrdinaryUser(user, group, folder)
            : null;

    /// <summary>Puts before a command what gives root's rights up, and root's name and home.</summary>
    /// <param name="argv">The program and its arguments.</param>
    public IEnumerable<string> Argv(IEnumerable<string> argv) =>
        [
            HostTool.Require("setpriv"),
            "--reuid",
            User.ToString(CultureInfo.InvariantCulture),
            "--regid",
            Group.ToString(CultureInfo.InvariantCulture),
            "--init-groups",
            "--",
            HostTool.Require("env"),
            "--chdir=" + Folder,
            .. OfSudoAlone.SelectMany(name => new[] { "-u", name }),
            .. Login(),
            .. argv,
        ];

    // Source: sudo(8), ENVIRONMENT, and login(1).
    private IEnumerable<string> Login()
    {
        // getent knows users of a directory service too: name:password:uid:gid:gecos:home:shell.
        string passwd = ShortCommand.Run([HostTool.Require("getent"), "passwd", User.ToString(CultureInfo.InvariantCulture)]).Output;
        string[] entry = passwd.Trim().Split(':');
        return entry is [{ Length: > 0 } name, _, _, _, _, { Length: > 0 } home, ..]
            ? [$"HOME={home}", $"USER={name}", $"LOGNAME={name}"]
            : ["-u", "HOME", "-u", "USER", "-u", "LOGNAME"];
    }

    private static uint? Number(string name) =>
        uint.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : null;
}
