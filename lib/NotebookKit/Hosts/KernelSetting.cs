using System.Text.RegularExpressions;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>A kernel setting that is a file: a queue attribute of a block device, its trace switch, or a setting of tracefs.</summary>
internal static partial class KernelSetting
{
    /// <summary>True for the files that NotebookKit may change at all.</summary>
    public static bool IsAllowed(string path) => Allowed().IsMatch(path) && !path.Contains("..", StringComparison.Ordinal);

    /// <summary>The value: for a choice such as <c>[none] mq-deadline</c>, the one in brackets.</summary>
    public static string Read(string path)
    {
        string text = File.ReadAllText(path).Trim();

        // buffer_size_kb before its first use: "7 (expanded: 1408)".
        const string expanded = "(expanded: ";
        if (text.IndexOf(expanded, StringComparison.Ordinal) is >= 0 and int at)
        {
            return text[(at + expanded.Length)..].TrimEnd(')');
        }

        int open = text.IndexOf('[', StringComparison.Ordinal);
        int close = text.IndexOf(']', StringComparison.Ordinal);
        bool isChoice = open >= 0 && close > open;
        return isChoice ? text[(open + 1)..close] : text;
    }

    /// <summary>The block device whose setting a file is; null for the kernel's own.</summary>
    public static string? DeviceOf(string path) => path.Split('/') is ["", "sys", "block", var device, ..] ? device : null;

    /// <summary>What undoes a change of a setting, noted with the device that it is about to be made on.</summary>
    /// <param name="path">The setting's file.</param>
    /// <param name="old">The value to write back.</param>
    /// <param name="value">The value that is written; null where the kernel may make another of it.</param>
    public static SettingEntry Entry(string path, string old, string? value) =>
        new(path, old, value) { Device = DeviceOf(path) is { } device ? DeviceIdentity.Of(device) : null };

    /// <summary>Writes a value; through <c>sudo -n tee</c> where this process is not root.</summary>
    /// <param name="path">The setting's file.</param>
    /// <param name="value">The value.</param>
    /// <param name="by">The path by which the file is reached; null for its own.</param>
    /// <exception cref="CommandException">The kernel refused the value, or the right is missing.</exception>
    public static void Write(string path, string value, string? by = null)
    {
        if (!IsAllowed(path))
        {
            throw new CommandException(CommandFault.Refused, $"{path} is no setting that NotebookKit changes.");
        }

        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                File.WriteAllText(by ?? path, value);
            }
            else
            {
                WriteWithSudo(path, value);
            }
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new CommandException(
                CommandFault.Denied,
                $"writing {value} to {path}: {fault.Message}",
                "Root is needed, and a kernel that is not locked down."
            );
        }
        catch (IOException fault)
        {
            throw new CommandException(
                CommandFault.Failed,
                $"writing \"{value}\" to {path}: the kernel refused it ({fault.Message}). It holds \"{ReadOrNull(by ?? path)}\".",
                WhoReads(path)
            );
        }
    }

    // The kernel refuses another tracer while anybody reads a trace_pipe (tracing_set_tracer in kernel/trace/trace.c).
    private static string? WhoReads(string path) =>
        Path.GetFileName(path) == "current_tracer" && OpenFiles.OfTracePipes() is { Count: > 0 } readers
            ? $"A trace_pipe is being read by {string.Join(", ", readers)}: end that first."
            : null;

    private static void WriteWithSudo(string path, string value)
    {
        ShortResult result = ShortCommand.Run([HostTool.Require("sudo"), "-n", "tee", path], input: value);
        if (result.ExitCode != 0)
        {
            throw new CommandException(
                CommandFault.Denied,
                $"writing {value} to {path} with sudo: {result.Error}",
                CommandRemedy.For("sudo", result.Error)
            );
        }
    }

    private static string ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(
        "^/sys/block/[A-Za-z0-9!:._-]+/(queue|queue/iosched|trace)/[a-z_]+$|^/sys/kernel/(debug/)?tracing/[a-z_]+$|^/sys/kernel/(debug/)?tracing/options/[a-z_-]+$"
    )]
    private static partial Regex Allowed();
}
