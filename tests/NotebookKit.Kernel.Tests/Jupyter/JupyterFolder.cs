using System.Diagnostics;
using NotebookKit.Kernel.Jupyter.Specs;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>A Jupyter set up in a folder of its own, with the kernel installed in it, and Debian's Python clients that use it.</summary>
internal sealed class JupyterFolder : IDisposable
{
    // Debian's Python has Debian's modules; where there is none, the one on the path may have them.
    private static readonly string? Python = new[] { "/usr/bin" }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .Select(folder => System.IO.Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    // A hang is what it is for: a notebook under load takes minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public JupyterFolder()
    {
        Path = Directory.CreateTempSubdirectory("jupyter-").FullName;
        Spec = KernelSpecs.Install(KernelSpecs.PrefixFolder(Path), Program);
    }

    public string Path { get; }

    public KernelSpec Spec { get; }

    /// <summary>The command as it is built into lib/bin.</summary>
    public static string Program => System.IO.Path.Combine(RepositoryFolder.Root, "lib", "bin", "NotebookKit.Cli.dll");

    /// <summary>Skips the test where a Python module is missing.</summary>
    public static void Needs(string module, string package) => Assert.SkipUnless(
        Python is not null && Run(["-c", $"import {module}"], null).ExitCode == 0, $"needs the Python module {module} (Debian: {package})");

    /// <summary>The start of Python; only after <see cref="Needs"/>.</summary>
    public static ProcessStartInfo StartOf(params string[] arguments) =>
        new(Python!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Runs one of the scripts beside this file.</summary>
    public (int ExitCode, string Output) Script(string name, params string[] arguments) =>
        Run([System.IO.Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", "Jupyter", name), .. arguments], Path);

    /// <summary>Runs a module of Python, such as <c>jupyter nbconvert</c>'s.</summary>
    public (int ExitCode, string Output) Module(params string[] arguments) => Run(["-m", .. arguments], Path);

    /// <summary>The start of a process that finds this Jupyter and no other.</summary>
    public static void Point(ProcessStartInfo start, string folder)
    {
        start.Environment["JUPYTER_PATH"] = System.IO.Path.Combine(folder, "share", "jupyter");
        start.Environment["JUPYTER_DATA_DIR"] = System.IO.Path.Combine(folder, "data");
        start.Environment["JUPYTER_RUNTIME_DIR"] = System.IO.Path.Combine(folder, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = System.IO.Path.Combine(folder, "config");
        start.Environment["IPYTHONDIR"] = System.IO.Path.Combine(folder, "ipython");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static (int ExitCode, string Output) Run(string[] arguments, string? folder)
    {
        ProcessStartInfo start = StartOf(arguments);
        if (folder is not null)
        {
            Point(start, folder);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', arguments)} did not end within {Patience}");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }
}
