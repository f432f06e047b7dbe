using System.Diagnostics;
using NotebookKit.Kernel.Scripting;

namespace NotebookKit.Kernel.Directives;

/// <summary>Runs the lines of <c>#!sh</c>, whose text is a shell's as a C# cell's is the compiler's.</summary>
internal static class ShellCommand
{
    private static readonly string[] Shells = ["/bin/bash", "/usr/bin/bash", "/bin/sh"];

    /// <summary>Runs a script; what it prints appears as it comes.</summary>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0.</exception>
    public static void Run(string script, string folder, CellOutputs outputs)
    {
        var start = new ProcessStartInfo(Shells.First(File.Exists)) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenRegistration kill = outputs.Stop.Register(() => process.Kill(entireProcessTree: true));
        Thread output = Copy(process.StandardOutput, "stdout", outputs);
        Thread errors = Copy(process.StandardError, "stderr", outputs);
        process.WaitForExit();
        output.Join();
        errors.Join();
        outputs.Stop.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"#!sh ended with exit code {process.ExitCode}");
        }
    }

    private static Thread Copy(StreamReader from, string name, CellOutputs outputs)
    {
        var thread = new Thread(() =>
        {
            char[] buffer = new char[4096];
            for (int read = from.Read(buffer); read > 0; read = from.Read(buffer))
            {
                outputs.Print(name, new string(buffer, 0, read));
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }
}
