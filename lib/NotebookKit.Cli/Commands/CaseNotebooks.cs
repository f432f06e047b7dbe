using NotebookKit.Hosts;

namespace NotebookKit.Cli.Commands;

/// <summary>The notebooks of a case: one that was captured or imported a moment ago has none yet.</summary>
internal static class CaseNotebooks
{
    /// <summary>Where to look for notebooks.</summary>
    /// <param name="path">A case, or notebooks and folders of them, which are looked through themselves.</param>
    /// <param name="note">Hears that a case has none.</param>
    public static string[] In(string path, Action<string> note)
    {
        if (!CaseFolder.IsIn(path))
        {
            return [path];
        }

        string folder = new CaseFolder(path).NotebooksFolder;
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.ipynb", SearchOption.AllDirectories).Any())
        {
            return [folder];
        }

        note($"{path} holds no notebook yet, its recordings alone: `notebookkit investigate {path}` makes one");
        return [];
    }
}
