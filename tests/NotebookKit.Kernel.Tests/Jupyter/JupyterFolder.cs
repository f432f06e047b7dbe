using NotebookKit.Jupyter.Specs;
using NotebookKit.Kernel.Tests.Hosts;

namespace NotebookKit.Kernel.Tests.Jupyter;

/// <summary>A Jupyter set up in a folder of its own, with the kernel installed in it, and Debian's Python clients that use it.</summary>
internal sealed class JupyterFolder : IDisposable
{
    // Debian's Python has Debian's modules; where there is none, the one on the path may have them.
    private static readonly string? Interpreter = new[] { "/usr/bin" }
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .Select(folder => System.IO.Path.Combine(folder, "python3"))
        .FirstOrDefault(File.Exists);

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
    public static void Needs(string module, string package) =>
        Assert.SkipUnless(
            Interpreter is not null && Python().Run("-c", $"import {module}").ExitCode == 0,
            $"needs the Python module {module} (Debian: {package})"
        );

    /// <summary>Python; only after <see cref="Needs"/>.</summary>
    public static HostProgram Python(params string[] arguments) => new(Interpreter!, arguments);

    /// <summary>Runs one of the scripts beside this file.</summary>
    public (int ExitCode, string Output) Script(string name, params string[] arguments) =>
        Here().Run([System.IO.Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Kernel.Tests", "Jupyter", name), .. arguments]);

    /// <summary>Runs a module of Python, such as <c>jupyter nbconvert</c>'s.</summary>
    public (int ExitCode, string Output) Module(params string[] arguments) => Here().Run(["-m", .. arguments]);

    /// <summary>Settings under which a process finds the Jupyter of a folder and no other.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string folder) =>
        [
            ("JUPYTER_PATH", System.IO.Path.Combine(folder, "share", "jupyter")),
            ("JUPYTER_DATA_DIR", System.IO.Path.Combine(folder, "data")),
            ("JUPYTER_RUNTIME_DIR", System.IO.Path.Combine(folder, "runtime")),
            ("JUPYTER_CONFIG_DIR", System.IO.Path.Combine(folder, "config")),
            ("IPYTHONDIR", System.IO.Path.Combine(folder, "ipython")),
            ("PYTHONDONTWRITEBYTECODE", "1"),
        ];

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private HostProgram Here() =>
        Python() with
        {
            Environment = Settings(Path).ToDictionary(setting => setting.Name, setting => setting.Value),
        };
}
